#!/usr/bin/env python3
"""Random catalogues and carts for compare.py; the same seed gives the same files.

    python3 tests/oracle/generate.py --seed 1 --count 3 --out DIR

writes DIR/0000.catalog.json, DIR/0000.carts.jsonl (one cart a line) and DIR/0000.stock.json
(a small catalogue for `till sellable`) and so on. Carts are built piece by piece: a piece that the
oracle refuses is mostly taken out again, so that most carts are valid; about a third are then
spoilt by one of SPOILERS, each aimed at one code of refusal.
"""
import argparse
import copy
import json
import os
import random
from datetime import datetime, timedelta, timezone

import pricing
from pricing import CHANNELS, ORDER_TYPES

CURRENCIES = [("JPY", 0), ("CNY", 2), ("SGD", 2), ("MYR", 2), ("USD", 2), ("KWD", 3)]
ZONES = ["Asia/Shanghai", "Asia/Singapore", "Asia/Tokyo", "America/New_York", "Europe/London", "Asia/Kolkata",
         "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "UTC"]
HOURS = [["15:00", "17:00"], ["22:00", "02:00"], ["00:00", "06:30"], ["11:30", "14:00"], ["18:00", "00:00"],
         ["09:00", "23:59"], ["23:30", "23:00"]]


def both(text):
    return {"zh": text, "en": text}


class CatalogMaker:
    def __init__(self, rng):
        self.rng = rng
        self.currency, self.digits = rng.choice(CURRENCIES)
        self.product_vouchers = []

    def maybe(self, chance):
        return self.rng.random() < chance

    def some(self, values, least=1):
        values = list(values)
        return sorted(self.rng.sample(values, self.rng.randint(min(least, len(values)), len(values))))

    def money(self, minor):
        text = str(minor).rjust(self.digits + 1, "0")
        return text[:-self.digits] + "." + text[-self.digits:] if self.digits else text

    def minor(self):
        """Small amounts make ties and rounding, round ones make equal units, 0 is an edge."""
        kind = self.rng.random()
        if kind < 0.03:
            return 0
        if kind < 0.2:
            return self.rng.randint(1, 30)
        if kind < 0.55:
            return self.rng.randint(1, 40) * 50
        if kind < 0.7:
            return self.rng.choice([667, 999, 1000, 333, 1250, 105, 995])
        return self.rng.randint(1, 6000)

    def price(self):
        return self.money(self.minor())

    def when(self, rule, chance=0.4):
        if self.maybe(chance):
            rule["order_types"] = self.some(ORDER_TYPES)
        if self.maybe(chance * 0.6):
            rule["hours"] = self.rng.choice(HOURS)
        if self.maybe(0.5 if "hours" in rule else chance * 0.6):
            rule["weekdays"] = self.some(range(1, 8), 2)
        return rule

    def make(self):
        rng = self.rng
        shop = {"name": both("shop"), "currency": self.currency, "timezone": rng.choice(ZONES),
                "tax": {"label": "GST", "mode": rng.choice(["inclusive", "exclusive"]),
                        "default_rate": rng.choice(["0.09", "0.06", "0", "0.0725", "0.1", "0.13"])}}
        if self.maybe(0.7):
            shop["service_charge"] = {"rate": rng.choice(["0.10", "0.05", "0.125", "0"]),
                                      "order_types": self.some(ORDER_TYPES)}
            if self.maybe(0.6):
                shop["service_charge"]["taxable"] = self.maybe(0.5)
        if self.maybe(0.3):
            shop["cash_rounding"] = {"step": self.money(5), "mode": rng.choice(["half_up", "floor"])}
        if self.maybe(0.85):
            shop["points"] = {}
            if self.maybe(0.9):
                shop["points"]["earn"] = {"unit": self.money(rng.choice([1, 7, 100, 1000])),
                                          "points": rng.randint(1, 3)}
            if self.maybe(0.9):
                shop["points"]["redeem"] = redeem = {
                    "points": rng.choice([1, 3, 100]), "amount": self.money(rng.choice([1, 7, 50, 100])),
                    "step": rng.choice([1, 1, 2, 10]), "min_balance": rng.choice([0, 0, 20]),
                    "cap_percent": rng.choice(["50", "100", "33.3", "10", "80"]),
                    "cap_amount": self.money(rng.choice([100, 1000, 100000]))}
                for key in ("cap_percent", "cap_amount"):
                    if self.maybe(0.1):
                        del redeem[key]
            if not shop["points"]:
                del shop["points"]

        self.levels = ["silver", "gold", "jade"][:rng.randint(0, 3)]
        levels = [{"id": level, "name": both(level),
                   "rate": rng.choice(["0.9", "0.88", "0.925", "0.5", "1", "0.333", "0.95"]),
                   "points_multiplier": rng.choice(["1", "1.5", "2", "0.75"])} for level in self.levels]
        self.categories = ["food", "drink", "cake", "sets"]
        self.products = [self.product(n) for n in range(rng.randint(4, 8))]
        self.skus = [s["id"] for p in self.products for s in p["skus"]]
        modifier_groups = [self.modifier_group(n) for n in range(rng.randint(0, 4))]
        attribute_groups = [self.attribute_group(n) for n in range(rng.randint(0, 3))]
        for group in modifier_groups + attribute_groups:
            if self.maybe(0.35):
                group["shown_when"] = self.shown_when(group, modifier_groups + attribute_groups)
        for product in self.products:
            if modifier_groups and self.maybe(0.6):
                product["modifier_groups"] = [g["id"] for g in rng.sample(modifier_groups, rng.randint(
                    1, len(modifier_groups)))]
            if attribute_groups and self.maybe(0.6):
                product["attribute_groups"] = [g["id"] for g in rng.sample(attribute_groups, rng.randint(
                    1, len(attribute_groups)))]
        sets = [self.set_meal(n) for n in range(rng.randint(0, 3))]
        self.products += sets
        everything = self.skus + [p["id"] for p in sets]
        price_lists = []
        for n in range(rng.randint(0, 3)):
            price_lists.append(self.when({"id": "list-%d" % n, "name": both("list"), "prices": {
                i: self.price() for i in self.some(everything)}}, 0.5))
        promotions = [self.promotion(n) for n in range(rng.choice([0, 0, 1, 2, 3, 4, 6]))]
        vouchers = [self.voucher(n) for n in range(rng.randint(3, 9))]
        catalog = {"format": "till-catalog/1", "shop": shop, "levels": levels,
                   "categories": [{"id": c, "name": both(c)} for c in self.categories],
                   "products": self.products, "modifier_groups": modifier_groups,
                   "attribute_groups": attribute_groups, "price_lists": price_lists,
                   "promotions": promotions, "vouchers": vouchers}
        for key in ("levels", "modifier_groups", "attribute_groups", "price_lists", "promotions", "vouchers"):
            if not catalog[key] and self.maybe(0.5):
                del catalog[key]
        return catalog

    def prices(self, thing):
        own = self.minor()
        thing["price"] = self.money(own)
        if self.maybe(0.25):
            thing["member_price"] = self.money(max(0, own - self.rng.randint(-5, max(1, own // 3))))
        if self.levels and self.maybe(0.5 if "member_price" in thing else 0.15):
            thing["level_prices"] = {}
            for level in self.some(self.levels):
                lower = self.rng.randint(1, max(1, own // 2)) if self.maybe(0.6) else self.rng.choice([0, 0, -1, -100])
                thing["level_prices"][level] = self.money(max(0, own - lower))
        return thing

    def flags(self, product):
        if self.maybe(0.2):
            product["tax_rate"] = self.rng.choice(["0", "0.06", "0.090", "0.05", "0.2"])
        for flag, chance in (("member_discount", 0.15), ("discountable", 0.15), ("points", 0.25)):
            if self.maybe(chance):
                product[flag] = self.maybe(0.2)
        return product

    def product(self, n):
        product = self.flags({"id": "p%d" % n, "name": both("p%d" % n),
                              "category": self.rng.choice(self.categories[:3])})
        count = self.rng.choice([1, 1, 2, 3])
        product["skus"] = [self.prices({"id": "p%d-%s" % (n, "sml"[i])}) for i in range(count)]
        for sku in product["skus"]:
            if self.maybe(0.3):
                sku["stock"] = self.rng.choice(["0", "3", "2.500", "40"])
        return product

    def modifier_group(self, n):
        rng = self.rng
        options = []
        for i in range(rng.randint(1, 4)):
            option = {"id": "o%d" % i}
            if self.maybe(0.35):
                option["sku"] = rng.choice(self.skus)
                if self.maybe(0.4):
                    option["price"] = self.price()
            else:
                option.update(name=both("o%d" % i), price=self.price())
            kind = rng.random()
            if kind < 0.3:
                option["max"] = rng.randint(1, 3)
            elif kind < 0.45:
                option["exactly"] = rng.randint(1, 3)
            else:
                option["max"] = None
            options.append(option)
        group = {"id": "m%d" % n, "name": both("m%d" % n), "options": options}
        least = rng.choice([0, 0, 0, 0, 1])
        if self.maybe(0.7):
            group["kinds"] = [least, rng.choice([None, rng.randint(max(1, least), 4)])]
        if self.maybe(0.5):
            group["quantity"] = [rng.choice([0, least, least]), rng.choice([None, rng.randint(3, 6)])]
        if self.maybe(0.4):
            group["included"] = rng.randint(0, 3)
        return group

    def attribute_group(self, n):
        group = {"id": "a%d" % n, "name": both("a%d" % n),
                 "options": [{"id": "x%d" % i, "name": both("x")} for i in range(self.rng.randint(1, 3))]}
        if self.maybe(0.4):
            group["many"] = self.maybe(0.7)
        if self.maybe(0.5) and not group.get("many"):
            group["default"] = "x0"
        return group

    def shown_when(self, group, groups):
        others = [g for g in groups if g is not group and "shown_when" not in g]
        kind = self.rng.random()
        if others and kind < 0.6:
            other = self.rng.choice(others)
            return {"group": other["id"], "option": self.rng.choice(other["options"])["id"]}
        if kind < 0.8:
            return {"sku": self.rng.choice(self.skus)}
        return {"product": self.rng.choice(self.products)["id"]}

    def set_meal(self, n):
        rng = self.rng
        groups = []
        for i in range(rng.randint(1, 4)):
            group = {"id": "g%d" % i, "name": both("g%d" % i)}
            if self.maybe(0.35):
                group["items"] = [{"sku": s, "qty": str(rng.choice([1, 1, 2, 3]))}
                                  for s in rng.sample(self.skus, min(len(self.skus), rng.randint(1, 3)))]
            else:
                skus = rng.sample(self.skus, min(len(self.skus), rng.randint(1, 6)))
                group["options"] = []
                for sku in skus:
                    option = {"sku": sku}
                    if self.maybe(0.5):
                        option["surcharge"] = self.money(rng.choice([0, 1, 50, 200, 400, rng.randint(1, 300)]))
                    group["options"].append(option)
                products = {s.split("-")[0] for s in skus}
                group["pick"] = rng.randint(1, len(products))
                if self.maybe(0.5):
                    group["repeat"] = self.maybe(0.4)
            groups.append(group)
        the_set = self.prices({"groups": groups})
        if self.maybe(0.2):
            the_set["component_options"] = self.maybe(0.2)
        return self.flags({"id": "set%d" % n, "name": both("set"), "category": "sets", "set": the_set})

    def filters(self, rule, chance=0.3):
        if self.maybe(chance):
            rule["products"] = self.some(p["id"] for p in self.products)
        if self.maybe(chance):
            rule["categories"] = self.some(self.categories)
        if self.levels and self.maybe(0.12):
            rule["levels"] = self.some(self.levels)
        return rule

    def promotion(self, n):
        rng = self.rng
        promotion = {"id": "promo-%d" % n, "name": both("promo"),
                     "kind": rng.choice(["buy_n_get_m", "nth_unit", "bundle", "percent"])}
        if self.maybe(0.3):
            promotion["kind"] = "bundle"
        if promotion["kind"] == "buy_n_get_m":
            promotion.update(n=rng.randint(1, 3), m=rng.randint(1, 2))
        elif promotion["kind"] == "nth_unit":
            promotion.update(n=rng.randint(1, 3), percent=rng.choice(["50", "100", "33.3", "12.5"]))
        elif promotion["kind"] == "bundle":
            skus = rng.sample(self.skus, min(len(self.skus), rng.choice([1, 2, 2, 3])))
            own = {s["id"]: pricing.Fraction(s["price"]) for p in self.products for s in p.get("skus", [])}
            wanted = {s: rng.choice([1, 1, 2]) for s in skus}
            alone = int(sum(own[s] * n for s, n in wanted.items()) * 10 ** self.digits)
            promotion.update(skus=wanted, price=self.money(alone * rng.choice([0, 50, 70, 80, 90, 100]) // 100))
        else:
            promotion.update(percent=rng.choice(["20", "10", "7.5", "100"]))
        if self.maybe(0.5):
            promotion["stackable"] = self.maybe(0.7)
        return self.when(self.filters(promotion), 0.2)

    def voucher(self, n):
        rng = self.rng
        voucher = {"id": "v%d" % n, "name": both("v"), "kind": rng.choice(["cash", "discount", "product", "product"])}
        if voucher["kind"] == "cash":
            voucher.update(amount=self.money(rng.choice([1, 100, 500, 1000])),
                           min_spend=self.money(rng.choice([0, 0, 500, 5000])))
        elif voucher["kind"] == "discount":
            voucher.update(rate=rng.choice(["0.85", "0.5", "0.333", "0", "0.9"]))
            if self.maybe(0.6):
                voucher["cap"] = self.money(rng.choice([5, 300, 800]))
        else:
            before = [v for v in self.product_vouchers if self.maybe(0.5)]  # two types for one product
            if before:
                key = "sku" if "sku" in before[0] else "product"
                voucher[key] = before[0][key]
            elif self.maybe(0.5):
                voucher["sku"] = rng.choice(self.skus)
            else:
                voucher["product"] = rng.choice(self.products)["id"]
            voucher.update(units=rng.choice([1, 1, 2, 3]), covers_extras=self.maybe(0.5))
            self.product_vouchers.append(voucher)
        if self.maybe(0.4):
            voucher["stack_group"] = rng.choice(["cash", "one", "two", "three", "four"])
        if self.maybe(0.3):
            voucher["per_order"] = rng.randint(1, 3)
        if self.maybe(0.3):
            voucher["with_member_price"] = self.maybe(0.7)
        if self.maybe(0.15):
            voucher["channels"] = self.some(CHANNELS)
        if self.maybe(0.2):
            start = rng.choice(["2026-01-01", "2026-03-08", "2026-06-15"])
            voucher["valid"] = {"from": start, "to": rng.choice([start, "2026-07-01", "2026-12-31"])}
        return self.when(self.filters(voucher, 0.2), 0.15)


# ---------------------------------------------------------------- carts

class CartMaker:
    def __init__(self, rng, data):
        self.rng, self.data = rng, data
        self.catalog = pricing.Catalog(data)
        self.digits = self.catalog.digits
        # SKUs that a promotion or a voucher is about are put into carts more often
        self.hot = [s for p in self.catalog.promotions for s in p.get("skus", {})]
        for voucher in self.catalog.vouchers.values():
            self.hot += [s for s in self.catalog.skus if s == voucher.get("sku")
                         or self.catalog.product_of_sku[s]["id"] == voucher.get("product")]

    def maybe(self, chance):
        return self.rng.random() < chance

    def money(self, minor):
        return self.catalog.show(minor)

    def good(self, cart):
        return "error" not in pricing.price(self.catalog, cart)

    def code(self, cart):
        return pricing.price(self.catalog, cart).get("error", {}).get("code")

    def at(self):
        """Mostly on and around the minutes where a rule begins or ends, in shop time, said in some offset."""
        rng = self.rng
        marks = {"12:00", "00:00", "23:59", "01:30", "04:00"}
        days = {"2026-03-08", "2026-11-01", "2026-01-01"}
        for key in ("price_lists", "promotions", "vouchers"):
            for rule in self.data.get(key, []):
                marks.update(rule.get("hours") or [])
                days.update((rule.get("valid") or {}).values())
        if self.maybe(0.6):
            day = datetime(2026, 1, 1) + timedelta(days=rng.randrange(365))
        else:
            day = datetime.fromisoformat(rng.choice(sorted(days)))
        hour, minute = rng.choice(sorted(marks)).split(":")
        local = day + timedelta(hours=int(hour), minutes=int(minute) + rng.choice([0, 0, -1, 1, 17, 600]),
                                seconds=rng.choice([0, 0, 59]))
        moment = local.replace(tzinfo=self.catalog.zone)
        if self.maybe(0.5):
            offset = moment.utcoffset()  # (zones with seconds in their offset are not in ZONES)
            return moment.astimezone(timezone(offset)).isoformat()
        if self.maybe(0.5):
            return moment.astimezone(timezone.utc).isoformat().replace("+00:00", "Z")
        return moment.astimezone(timezone(timedelta(minutes=rng.choice([-720, -210, 0, 345, 480, 840])))).isoformat()

    def qty(self, whole=False):
        rng = self.rng
        if whole or self.maybe(0.8):
            n = rng.choice([1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 9, 12])
            return rng.choice([str(n), str(n), n] + ([] if whole else ["%d.000" % n]))
        return rng.choice(["0.735", "0.5", "1.25", "0.001", "2.333", 0.5, 1.125])

    def options(self, product):
        """Choices for one unit of a product; a guess, the oracle says whether it holds."""
        rng = self.rng
        part = {}
        modifiers = []
        for group_id in product.get("modifier_groups", []):
            group = self.catalog.modifier_groups[group_id]
            least, most = group.get("kinds") or (0, None)
            count = rng.randint(0, len(group["options"]))
            count = max(least, count if most is None else min(count, most))
            if "shown_when" in group and self.maybe(0.6):
                count = 0
            for option in rng.sample(group["options"], min(count, len(group["options"]))):
                qty = option.get("exactly") or min(rng.choice([1, 1, 2, 3]), option.get("max") or 9)
                modifiers.append({"group": group_id, "option": option["id"], "qty": qty})
        if modifiers:
            part["modifiers"] = modifiers
        attributes = []
        for group_id in product.get("attribute_groups", []):
            group = self.catalog.attribute_groups[group_id]
            if self.maybe(0.5):
                count = rng.randint(1, len(group["options"])) if group.get("many") else 1
                attributes += [{"group": group_id, "option": o["id"]} for o in rng.sample(group["options"], count)]
        if attributes:
            part["attributes"] = attributes
        return part

    def line(self):
        rng = self.rng
        kind = rng.random()
        if kind < 0.1:
            line = {"open": {"name": "cake", "price": self.money(rng.randint(0, 9000))}, "qty": self.qty()}
            if self.maybe(0.4):
                line["open"]["tax_rate"] = rng.choice(["0", "0.06", "0.09"])
        elif kind < 0.4 and self.catalog.sets:
            the_set = rng.choice(list(self.catalog.sets.values()))
            line = {"set": the_set["id"], "qty": self.qty(whole=True), "picks": self.picks(the_set["set"])}
        else:
            sku = rng.choice(self.hot if self.hot and self.maybe(0.5) else list(self.catalog.skus))
            line = {"sku": sku, "qty": self.qty(), **self.options(self.catalog.product_of_sku[sku])}
        if self.maybe(0.1):
            line["at"] = self.at()
        return line

    def picks(self, the_set):
        rng = self.rng
        picks = []
        for group in the_set["groups"]:
            if "items" in group:
                chosen = []
                for item in group["items"]:
                    product = self.catalog.product_of_sku[item["sku"]]
                    needs = any((self.catalog.modifier_groups[g].get("kinds") or [0])[0]
                                for g in product.get("modifier_groups", []))
                    for _ in range(int(item["qty"])):
                        if needs or self.maybe(0.3):
                            chosen.append(item["sku"])
            elif group.get("repeat", True):
                chosen = [rng.choice(group["options"])["sku"] for _ in range(group["pick"])]
            else:
                by_product = {}
                for option in group["options"]:
                    by_product.setdefault(self.catalog.product_of_sku[option["sku"]]["id"], []).append(option["sku"])
                chosen = [rng.choice(by_product[p]) for p in rng.sample(sorted(by_product), group["pick"])]
            for sku in chosen:
                pick = {"group": group["id"], "sku": sku}
                if the_set.get("component_options", True):
                    pick.update(self.options(self.catalog.product_of_sku[sku]))
                picks.append(pick)
        if self.maybe(0.2):
            rng.shuffle(picks)
        return picks

    def discount(self, cart, index):
        rng = self.rng
        kind = rng.random()
        if kind < 0.4:
            return {"line": index, "percent": rng.choice(["10", "7.5", "33.3", "50", "100", "0.5"])}
        if kind < 0.7 or index is None:
            return {"line": index, "amount": self.money(rng.choice([1, 50, 300, 1000, 100000]))}
        return {"line": index, "unit_price": self.money(rng.choice([0, 1, 500, 700, rng.randint(1, 6000)]))}

    def try_with(self, cart, change, keep_bad):
        """Apply a change to a copy; keep it if the cart is still priced (or sometimes anyway)."""
        trial = copy.deepcopy(cart)
        change(trial)
        return trial if self.good(trial) or self.maybe(keep_bad) else cart

    def make(self):
        rng = self.rng
        cart = {"order_type": rng.choice(ORDER_TYPES), "at": self.at(), "lines": []}
        if self.maybe(0.2):
            cart["format"] = "till-cart/1"
        if self.maybe(0.3):
            cart["channel"] = rng.choice(CHANNELS)
        if self.maybe(0.65):
            cart["customer"] = {}
            if self.catalog.levels and self.maybe(0.75):
                cart["customer"]["level"] = rng.choice(list(self.catalog.levels))
            if self.maybe(0.7):
                cart["customer"]["points"] = rng.choice([0, 5, 100, 2000, 100000, 100000])
        if self.maybe(0.15):
            cart["waive_service_charge"] = self.maybe(0.8)
        for _ in range(rng.choice([1, 1, 2, 2, 3, 3, 4, 5, 7])):
            for _ in range(8):  # guesses until one holds
                line = self.line()
                if cart["lines"] and self.maybe(0.2):
                    line = copy.deepcopy(rng.choice(cart["lines"]))
                trial = {**cart, "lines": cart["lines"] + [line]}
                if self.good(trial) or self.maybe(0.01):
                    cart = trial
                    break
        if self.maybe(0.02):
            cart["lines"].append({"open": {"name": "yacht", "price": self.money(
                rng.choice([10 ** 15, 5 * 10 ** 14, 10 ** 14 + 7]))}, "qty": "1"})
        if not cart["lines"]:
            cart["lines"].append({"open": {"name": "cake", "price": self.money(1234)}, "qty": 2})
        cart["discounts"] = []
        for index in range(len(cart["lines"])):
            if self.maybe(0.2):
                discount = self.discount(cart, index)
                cart = self.try_with(cart, lambda c: c["discounts"].append(discount), 0.02)
        while self.maybe(0.25):
            discount = self.discount(cart, None)
            cart = self.try_with(cart, lambda c: c["discounts"].append(discount), 0.02)
        if cart["discounts"]:
            rng.shuffle(cart["discounts"])
        else:
            del cart["discounts"]
        cart["vouchers"] = []
        if self.maybe(0.6):
            for _ in range(rng.choice([1, 2, 4, 6])):
                if not self.catalog.vouchers:
                    break
                voucher = rng.choice(list(self.catalog.vouchers))
                if self.maybe(0.4):  # one about something in the cart
                    ids = [l.get("sku") or l.get("set") for l in cart["lines"]]
                    ids += [self.catalog.product_of_sku[i]["id"] for i in ids if i in self.catalog.skus]
                    fitting = [v["id"] for v in self.catalog.vouchers.values()
                               if (v.get("sku") or v.get("product")) in ids and v["kind"] == "product"]
                    voucher = rng.choice(fitting or [voucher])
                times = rng.choice([1, 1, 1, 2, 3])
                cart = self.try_with(cart, lambda c: c["vouchers"].extend([voucher] * times), 0.02)
            if self.maybe(0.3):
                rng.shuffle(cart["vouchers"])
        if not cart["vouchers"]:
            del cart["vouchers"]
        if self.maybe(0.4 if cart.get("customer", {}).get("points") else 0.1):
            for _ in range(4):
                points = rng.choice([0, 1, 3, 10, 100, rng.randint(1, 500), 10000, self.at_the_cap(cart)])
                before = cart
                cart = self.try_with(cart, lambda c: c.update(redeem_points=points), 0.02)
                if cart is not before:
                    break
        return cart

    def at_the_cap(self, cart):
        """About as many points as half, a tenth or all of the order is worth."""
        rule = (self.catalog.points or {}).get("redeem")
        answer = pricing.price(self.catalog, cart)
        if rule is None or "error" in answer:
            return 1
        nets = [int(pricing.Fraction(l["net"]) * 10 ** self.digits) for l in answer["lines"]]
        worth = self.rng.choice([sum(nets), sum(nets) - self.rng.choice(nets or [0])])
        worth = worth * pricing.Fraction(rule.get("cap_percent", "100")) / 100
        points = int(worth * rule["points"] / max(1, self.catalog.minor(rule["amount"])))
        return max(0, points + self.rng.choice([0, 0, 0, 1, -1, rule["step"], -rule["step"], -(points % rule["step"])]))

    def text(self):
        """One line of the file: mostly a valid cart, otherwise spoilt."""
        cart = self.make()
        chance = self.rng.random()
        for _ in range(2 if chance < 0.04 else 1 if chance < 0.34 else 0):
            for _ in range(6):
                spoilt = copy.deepcopy(cart)
                spoiler = self.rng.choice(SPOILERS)
                try:
                    spoiler(self, spoilt)
                except (IndexError, KeyError, ValueError, AttributeError, TypeError):
                    continue  # nothing of the kind in this cart
                cart = spoilt
                break
        text = json.dumps(cart, ensure_ascii=False)
        if self.maybe(0.002):
            text = text[:-2]
        return text


# ---------------------------------------------------------------- what goes wrong, one aimed at each code

SPOILERS = []


def spoiler(function, times=1):
    SPOILERS.extend([function] * times)
    return function


def often(function):
    """For spoilers that seldom find something to spoil, or whose carts often stay valid."""
    return spoiler(function, 5)


def at_times(function):
    """The others are three times as likely."""
    return spoiler(function, 1)


def usual(function):
    return spoiler(function, 3)


def a_line(maker, cart, key):
    return maker.rng.choice([l for l in cart["lines"] if key in l])


def some_part_with(maker, cart, key):
    """A line or a pick that has `key`."""
    parts = [p for l in cart["lines"] for p in [l] + l.get("picks", []) if p.get(key)]
    return maker.rng.choice(parts)


@usual
def unknown_sku(maker, cart):
    a_line(maker, cart, "sku")["sku"] = maker.rng.choice(["no-such", "set0"])


@usual
def unknown_set(maker, cart):
    a_line(maker, cart, "set")["set"] = maker.rng.choice(["no-such", "p0-s"])


@usual
def bad_quantity(maker, cart):
    line = maker.rng.choice(cart["lines"])
    line["qty"] = maker.rng.choice(["0", "-1", "0.0001", "1.2345", 0, -2, 0.0005, "two", ""])


@often
def half_a_set(maker, cart):
    a_line(maker, cart, "set")["qty"] = maker.rng.choice(["0.5", 1.5, "2.001"])


@at_times
def bad_price(maker, cart):
    cart["lines"].append({"open": {"name": "x", "price": "-" + maker.money(100)}, "qty": "1"})


@at_times
def too_many_digits(maker, cart):
    price = maker.rng.choice(["1." + "0" * maker.digits + "5", "1.0"])
    cart["lines"].append({"open": {"name": "x", "price": price}, "qty": "1"})


@often
def modifier_unknown(maker, cart):
    choice = maker.rng.choice(some_part_with(maker, cart, "modifiers")["modifiers"])
    choice[maker.rng.choice(["group", "option"])] = "no-such"


@often
def modifier_of_another_product(maker, cart):
    group = maker.rng.choice(list(maker.catalog.modifier_groups.values()))
    line = a_line(maker, cart, maker.rng.choice(["sku", "set"]))
    part = line if "sku" in line else maker.rng.choice(line["picks"])
    part.setdefault("modifiers", []).append(
        {"group": group["id"], "option": maker.rng.choice(group["options"])["id"], "qty": 1})


@often
def modifier_too_much(maker, cart):
    choice = maker.rng.choice(some_part_with(maker, cart, "modifiers")["modifiers"])
    choice["qty"] = maker.rng.choice([2, 3, 4, 9, 0, -1, 1.5])


@often
def modifier_fewer(maker, cart):
    part = some_part_with(maker, cart, "modifiers")
    part["modifiers"].pop(maker.rng.randrange(len(part["modifiers"])))


@often
def modifier_more_kinds(maker, cart):
    part = some_part_with(maker, cart, "modifiers")
    group = maker.catalog.modifier_groups[part["modifiers"][0]["group"]]
    have = {c["option"] for c in part["modifiers"] if c["group"] == group["id"]}
    for option in group["options"]:
        if option["id"] not in have:
            part["modifiers"].append({"group": group["id"], "option": option["id"], "qty": option.get("exactly") or 1})


@usual
def attribute_unknown(maker, cart):
    choice = maker.rng.choice(some_part_with(maker, cart, "attributes")["attributes"])
    choice[maker.rng.choice(["group", "option"])] = "no-such"


@often
def attribute_twice(maker, cart):
    part = some_part_with(maker, cart, "attributes")
    group = maker.catalog.attribute_groups[part["attributes"][0]["group"]]
    part["attributes"] = [{"group": group["id"], "option": o["id"]} for o in group["options"]]


@usual
def attribute_hidden(maker, cart):
    group = maker.rng.choice(list(maker.catalog.attribute_groups.values()))
    a_line(maker, cart, "sku").setdefault("attributes", []).append({"group": group["id"], "option": "x0"})


@often
def set_unknown_group(maker, cart):
    maker.rng.choice(some_part_with(maker, cart, "picks")["picks"])["group"] = "no-such"


@often
def set_one_less(maker, cart):
    picks = some_part_with(maker, cart, "picks")["picks"]
    picks.pop(maker.rng.randrange(len(picks)))


@often
def set_one_more(maker, cart):
    picks = some_part_with(maker, cart, "picks")["picks"]
    picks.append(copy.deepcopy(maker.rng.choice(picks)))


@often
def set_not_offered(maker, cart):
    pick = maker.rng.choice(some_part_with(maker, cart, "picks")["picks"])
    pick.pop("modifiers", None)
    pick.pop("attributes", None)
    pick["sku"] = maker.rng.choice(list(maker.catalog.skus) + ["no-such"])


@often
def set_repeat(maker, cart):
    line = maker.rng.choice([l for l in cart["lines"] if len(l.get("picks", [])) > 1])
    first = maker.rng.choice(line["picks"])
    for i, pick in enumerate(line["picks"]):
        if pick is not first and pick["group"] == first["group"]:
            line["picks"][i] = copy.deepcopy(first)


def put_discount(maker, cart, discount):
    cart.setdefault("discounts", []).insert(maker.rng.randint(0, len(cart.get("discounts", []))), discount)


@usual
def bad_discount_value(maker, cart):
    where = maker.rng.choice([None, maker.rng.randrange(len(cart["lines"]))])
    put_discount(maker, cart, {"line": where, **maker.rng.choice([
        {"percent": "0"}, {"percent": "100.5"}, {"percent": "-5"}, {"amount": maker.money(0)},
        {"amount": "-" + maker.money(100)}, {"unit_price": "-" + maker.money(100)}])})


@usual
def bad_discount_line(maker, cart):
    put_discount(maker, cart, {"line": maker.rng.choice([len(cart["lines"]), 99, -1]), "percent": "10"})


@usual
def second_discount(maker, cart):
    index = maker.rng.randrange(len(cart["lines"]))
    for _ in range(2):
        put_discount(maker, cart, {"line": index, **maker.rng.choice([
            {"percent": "10"}, {"amount": maker.money(1)}, {"unit_price": maker.money(999)}])})


@usual
def unknown_level(maker, cart):
    cart.setdefault("customer", {})["level"] = "no-such"


@often
def put_voucher(maker, cart):
    vouchers = cart.setdefault("vouchers", [])
    for _ in range(maker.rng.choice([1, 1, 2])):
        vouchers.insert(maker.rng.randint(0, len(vouchers)), maker.rng.choice(list(maker.catalog.vouchers)))


@usual
def unknown_voucher(maker, cart):
    cart.setdefault("vouchers", []).append("no-such")


@often
def one_voucher(maker, cart):
    cart["vouchers"] = [maker.rng.choice(list(maker.catalog.vouchers))]


@often
def more_of_a_voucher(maker, cart):
    cart["vouchers"] += [maker.rng.choice(cart["vouchers"])] * maker.rng.randint(1, 4)


@often
def other_time_or_place(maker, cart):
    cart["at"] = maker.at()
    cart["channel"] = maker.rng.choice(CHANNELS)


@often
def points(maker, cart):
    if maker.maybe(0.3):
        cart.pop("customer", None)
    elif "customer" in cart and maker.maybe(0.7):
        cart["customer"]["points"] = 10 ** 6
    cart["redeem_points"] = maker.rng.choice([1, 7, 10, 100, 333, 10 ** 6, 2 * 10 ** 6, maker.at_the_cap(cart)])


@at_times
def too_large(maker, cart):
    cart["lines"].append({"open": {"name": "x", "price": maker.money(9 * 10 ** 14)}, "qty": maker.rng.choice([2, "1.5"])})


@at_times
def too_large_together(maker, cart):
    for _ in range(2):
        cart["lines"].append({"open": {"name": "x", "price": maker.money(10 ** 15 - 1)}, "qty": 1})


@at_times
def too_large_price(maker, cart):
    cart["lines"].append({"open": {"name": "x", "price": maker.money(10 ** 15 + 1)}, "qty": "0.001"})


@at_times
def too_large_quantity(maker, cart):
    cart["lines"].append({"open": {"name": "x", "price": maker.money(100)}, "qty": "99999999999999999999"})


@at_times
def unknown_field(maker, cart):
    target = maker.rng.choice([cart, maker.rng.choice(cart["lines"]), cart.get("customer", cart)])
    target["surprise"] = 1


@at_times
def missing_field(maker, cart):
    target, key = maker.rng.choice([(cart, "order_type"), (cart, "at"), (cart, "lines"),
                                    (maker.rng.choice(cart["lines"]), "qty")])
    del target[key]


@at_times
def wrong_type(maker, cart):
    key, value = maker.rng.choice([
        ("order_type", "eat_in"), ("channel", "phone"), ("at", "yesterday"), ("at", "2026-02-30T12:00:00+08:00"),
        ("at", "2026-11-21T12:00:00"), ("lines", {}), ("redeem_points", "100"), ("vouchers", "v0"),
        ("format", "till-cart/9"), ("waive_service_charge", "yes")])
    cart[key] = value


@at_times
def repeated_option(maker, cart):
    key = maker.rng.choice(["modifiers", "attributes"])
    choices = some_part_with(maker, cart, key)[key]
    choices.append(copy.deepcopy(maker.rng.choice(choices)))


@at_times
def both_kinds(maker, cart):
    line = a_line(maker, cart, "sku")
    line["open"] = {"name": "x", "price": maker.money(1)}


@at_times
def two_values(maker, cart):
    put_discount(maker, cart, {"line": None, "percent": "10", "amount": maker.money(5)})


# ---------------------------------------------------------------- small catalogues for `till sellable`

def stock_catalog(rng):
    """Few SKUs, small stocks, shared between groups."""
    maker = CatalogMaker(rng)
    products, skus = [], []
    for n in range(rng.randint(1, 4)):
        product = {"id": "p%d" % n, "name": both("p"), "category": "food", "skus": []}
        for i in range(rng.choice([1, 1, 2])):
            sku = {"id": "p%d-%s" % (n, "sm"[i]), "price": maker.price()}
            if rng.random() < 0.85:
                sku["stock"] = rng.choice([str(rng.randint(0, 6)), "2.500", "0.999", "5.001"])
            product["skus"].append(sku)
            skus.append(sku["id"])
        products.append(product)
    for n in range(rng.randint(1, 3)):
        groups = []
        for i in range(rng.randint(1, 3)):
            group = {"id": "g%d" % i, "name": both("g")}
            if rng.random() < 0.3:
                group["items"] = [{"sku": s, "qty": rng.choice(["1", "1", "2", "3"])}
                                  for s in rng.sample(skus, rng.randint(1, min(2, len(skus))))]
            else:
                chosen = rng.sample(skus, rng.randint(1, len(skus)))
                group["options"] = [{"sku": s} for s in chosen]
                for option in group["options"]:
                    if rng.random() < 0.5:
                        option["surcharge"] = maker.money(rng.randint(0, 400))
                group["pick"] = rng.randint(1, len({s.split("-")[0] for s in chosen}))
                if rng.random() < 0.6:
                    group["repeat"] = rng.random() < 0.3
            groups.append(group)
        products.append({"id": "set%d" % n, "name": both("set"), "category": "food",
                         "set": {"price": maker.price(), "groups": groups}})
    return {"format": "till-catalog/1", "shop": {"name": both("shop"), "currency": maker.currency},
            "categories": [{"id": "food", "name": both("food")}], "products": products}


def round_of(seed, number, carts):
    """The catalogue, the lines of its cart file, and a small catalogue for sellable."""
    rng = random.Random("%s/%s" % (seed, number))
    data = CatalogMaker(rng).make()
    maker = CartMaker(rng, data)
    return data, [maker.text() for _ in range(carts)], stock_catalog(rng)


def write(path, data):
    with open(path, "w", encoding="utf-8") as f:
        f.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=1, help="how many catalogues")
    parser.add_argument("--carts", type=int, default=60, help="carts a catalogue")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    for number in range(args.count):
        data, texts, stock = round_of(args.seed, number, args.carts)
        name = os.path.join(args.out, "%04d" % number)
        write(name + ".catalog.json", data)
        write(name + ".stock.json", stock)
        with open(name + ".carts.jsonl", "w", encoding="utf-8") as f:
            f.writelines(text + "\n" for text in texts)


if __name__ == "__main__":
    main()
