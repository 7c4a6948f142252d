#!/usr/bin/env python3
"""An independent reading of spec/pricing.md, set-meals.md, modifiers.md and the formats of cli.md.

Literal, not fast: it follows the steps of pricing.md in their order, with ints and fractions only.
Where the pages leave a choice, README.md lists it (AMBIGUITIES); the number stands here as "A7".

    python3 tests/oracle/pricing.py --catalog C --cart F      one answer a line for one cart a line
    python3 tests/oracle/pricing.py --catalog C --sellable
    python3 tests/oracle/pricing.py --self-check              the carts of both fixture files

A refusal is {"error": {"code": C, "also": [...]}}; `also` (often absent) names the other codes that
a fair reader of the pages could expect for the same cart.
"""
import argparse
import json
import os
import re
import sys
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

LIMIT = 10 ** 15  # pricing.md, Money: an amount outside +-10^15 minor units is an error

DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "IDR": 2, "KWD": 3, "BHD": 3, "OMR": 3}  # every other currency here: 2

ORDER_TYPES = ("dine_in", "takeaway", "delivery", "kiosk")
CHANNELS = ("counter", "kiosk", "web", "group", "platform")

# cli.md, in the order the page lists them. Within one line the first of these is answered.
CODES = (
    "unknown_sku", "unknown_set", "bad_quantity", "bad_price",
    "modifier_unknown", "modifier_option_limit", "modifier_kinds", "modifier_quantity", "attribute_unknown",
    "set_unknown_group", "set_pick_count", "set_pick_not_offered", "set_repeat", "bad_discount", "unknown_level",
    "unknown_voucher", "voucher_expired", "voucher_stack", "voucher_not_admitted", "voucher_min_spend",
    "voucher_no_effect", "points_not_offered", "points_balance", "points_step", "points_cap",
    "amount_out_of_range", "bad_format",
)

SEEN = set()  # which rules the last price() went through; compare.py tallies them


def seen(tag):
    SEEN.add(tag)


class Refused(Exception):
    def __init__(self, code, also=()):
        super().__init__(code)
        self.code = code
        self.also = [c for c in also if c != code]


# ---------------------------------------------------------------- numbers

def floor(x):
    return x.numerator // x.denominator if isinstance(x, Fraction) else x


def round_half_away(x):
    """pricing.md, Money: `round(x)` rounds half away from zero to a minor unit."""
    x = Fraction(x)
    magnitude = floor(abs(x) + Fraction(1, 2))
    return magnitude if x >= 0 else -magnitude


def allocate(amount, weights, quantities=None):
    """pricing.md, Allocation: largest remainder, ties to the earlier part; all weights 0: the quantities."""
    weights = [Fraction(w) for w in weights]
    if not weights:
        return []
    if all(w == 0 for w in weights):
        weights = [Fraction(q) for q in (quantities or [1] * len(weights))]
    whole = sum(weights)
    exact = [amount * w / whole for w in weights]
    shares = [floor(e) for e in exact]
    left_over = amount - sum(shares)
    order = sorted(range(len(weights)), key=lambda i: (-(exact[i] - shares[i]), i))
    for i in order[:left_over]:
        shares[i] += 1
    return shares


def in_range(amount, also=()):
    if abs(amount) > LIMIT:
        raise Refused("amount_out_of_range", also)
    return amount


def shortest(number):
    """A decimal in its shortest form: 0.090 -> 0.09, 12.500 -> 12.5 (A1)."""
    text = format(Decimal(str(number)).normalize(), "f")
    return "0" if text in ("-0", "0") else text


NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?\Z")


def is_whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value):
    return is_whole(value) or isinstance(value, Decimal)


# ---------------------------------------------------------------- the catalogue, looked up by id

class Catalog:
    def __init__(self, data):
        self.data = data
        shop = data["shop"]
        self.digits = DIGITS.get(shop["currency"], 2)
        self.zone = ZoneInfo(shop.get("timezone", "UTC"))
        tax = shop.get("tax") or {"mode": "inclusive", "default_rate": "0"}
        self.exclusive = tax["mode"] == "exclusive"
        self.default_rate = tax["default_rate"]
        self.service_charge = shop.get("service_charge")
        self.points = shop.get("points")
        self.levels = {level["id"]: level for level in data.get("levels", [])}
        self.skus, self.product_of_sku, self.sets = {}, {}, {}
        for product in data.get("products", []):
            if "set" in product:
                self.sets[product["id"]] = product
            for sku in product.get("skus", []):
                self.skus[sku["id"]] = sku
                self.product_of_sku[sku["id"]] = product
        self.modifier_groups = {g["id"]: g for g in data.get("modifier_groups", [])}
        self.attribute_groups = {g["id"]: g for g in data.get("attribute_groups", [])}
        self.price_lists = data.get("price_lists", [])
        self.promotions = data.get("promotions", [])
        self.vouchers = {v["id"]: v for v in data.get("vouchers", [])}

    def minor(self, text):
        """An amount of the catalogue, in minor units."""
        value = Fraction(text) * 10 ** self.digits
        assert value.denominator == 1, text
        return value.numerator

    def show(self, amount):
        sign, amount = ("-" if amount < 0 else ""), str(abs(amount)).rjust(self.digits + 1, "0")
        return sign + (amount[:-self.digits] + "." + amount[-self.digits:] if self.digits else amount)

    def tax_rate(self, product):
        return product.get("tax_rate", self.default_rate)


# ---------------------------------------------------------------- time

RFC3339 = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|[+-]\d\d:\d\d)\Z")


def instant(text):
    """RFC 3339. Fractions of a second do not matter: every rule is by whole minutes."""
    m = RFC3339.match(text) if isinstance(text, str) else None
    if not m:
        raise Refused("bad_format")
    try:
        year, month, day, hour, minute, second = (int(m.group(i)) for i in range(1, 7))
        if m.group(8) in "Zz":
            offset = timedelta(0)
        else:
            sign = -1 if m.group(8)[0] == "-" else 1
            oh, om = int(m.group(8)[1:3]), int(m.group(8)[4:6])
            if oh > 23 or om > 59:
                raise Refused("bad_format")
            offset = sign * timedelta(hours=oh, minutes=om)
        return datetime(year, month, day, hour, minute, second, tzinfo=timezone(offset))
    except ValueError:
        raise Refused("bad_format")


def minutes(text):
    return int(text[:2]) * 60 + int(text[3:5])


def admits_time(rule, local):
    """cli.md: hours are [from, to) in shop time; over midnight belongs to the weekday it began."""
    began = local.isoweekday()
    if rule.get("hours"):
        start, end = minutes(rule["hours"][0]), minutes(rule["hours"][1])
        now = local.hour * 60 + local.minute
        if start < end:
            if not start <= now < end:
                return False
        else:
            if now >= start:
                pass
            elif now < end:
                seen("hours after midnight")
                began = began - 1 or 7
            else:
                return False
    return rule.get("weekdays") is None or began in rule["weekdays"]


# ---------------------------------------------------------------- format of the cart (before any step)

def need(condition, also=()):
    if not condition:
        raise Refused("bad_format", also)


def need_amount(text, digits, also):
    """pricing.md, Money: a decimal string with exactly the currency's digits (A29)."""
    need(isinstance(text, str) and NUMBER.match(text))
    need(len(text.partition(".")[2]) == digits, also)


def check_keys(value, allowed, required=()):
    need(isinstance(value, dict))
    need(all(k in allowed for k in value))
    need(all(k in value for k in required))


def check_options_format(part):
    """`modifiers` and `attributes` of a line or of a pick; a repeated option is bad_format (cli.md)."""
    repeated = set()
    for choice in check_list(part.get("modifiers", [])):
        check_keys(choice, ("group", "option", "qty"), ("group", "option", "qty"))
        need(isinstance(choice["group"], str) and isinstance(choice["option"], str))
        need(is_number(choice["qty"]))
        need(choice["qty"] == int(choice["qty"]), ["bad_quantity"])  # A6
        need((choice["group"], choice["option"]) not in repeated)
        repeated.add((choice["group"], choice["option"]))
    repeated = set()
    for choice in check_list(part.get("attributes", [])):
        check_keys(choice, ("group", "option"), ("group", "option"))
        need(isinstance(choice["group"], str) and isinstance(choice["option"], str))
        need((choice["group"], choice["option"]) not in repeated)
        repeated.add((choice["group"], choice["option"]))


def check_list(value):
    need(isinstance(value, list))
    return value


def check_format(cart, digits):
    check_keys(cart, ("format", "order_type", "at", "channel", "customer", "lines", "discounts", "vouchers",
                      "redeem_points", "waive_service_charge"), ("order_type", "at", "lines"))
    need(cart.get("format", "till-cart/1") == "till-cart/1")
    need(cart["order_type"] in ORDER_TYPES)
    need(cart.get("channel", "counter") in CHANNELS)
    instant(cart["at"])
    if "customer" in cart:
        check_keys(cart["customer"], ("level", "points"))
        need(isinstance(cart["customer"].get("level", ""), str))
        need(is_whole(cart["customer"].get("points", 0)))
    for line in check_list(cart["lines"]):
        need(isinstance(line, dict))
        kind = [k for k in ("sku", "set", "open") if k in line]
        need(len(kind) == 1)
        allowed = {"sku": ("sku", "qty", "modifiers", "attributes", "at"),
                   "set": ("set", "qty", "picks", "at"), "open": ("open", "qty", "at")}[kind[0]]
        check_keys(line, allowed, ("qty",))
        need(isinstance(line["qty"], str) or is_number(line["qty"]))
        need(NUMBER.match(str(line["qty"])), ["bad_quantity"])  # A5
        if "at" in line:
            instant(line["at"])
        if kind == ["open"]:
            check_keys(line["open"], ("name", "price", "tax_rate"), ("name", "price"))
            need(isinstance(line["open"]["name"], (str, dict)))
            need_amount(line["open"]["price"], digits, ["bad_price"])
            rate = line["open"].get("tax_rate", "0")
            need(isinstance(rate, str) and NUMBER.match(rate) and not rate.startswith("-"))
        else:
            need(isinstance(line[kind[0]], str))
            check_options_format(line)
            for pick in check_list(line.get("picks", [])):
                check_keys(pick, ("group", "sku", "modifiers", "attributes"), ("group", "sku"))
                need(isinstance(pick["group"], str) and isinstance(pick["sku"], str))
                check_options_format(pick)
    for discount in check_list(cart.get("discounts", [])):
        check_keys(discount, ("line", "percent", "amount", "unit_price"))
        need(discount.get("line") is None or is_whole(discount["line"]))
        kinds = [k for k in ("percent", "amount", "unit_price") if k in discount]
        need(len(kinds) == 1)
        if kinds[0] == "percent":
            need(isinstance(discount["percent"], str) and NUMBER.match(discount["percent"]))
        else:
            need_amount(discount[kinds[0]], digits, ["bad_discount"])
    for voucher in check_list(cart.get("vouchers", [])):
        need(isinstance(voucher, str))
    need(is_whole(cart.get("redeem_points", 0)) and cart.get("redeem_points", 0) >= 0)
    need(isinstance(cart.get("waive_service_charge", False), bool))


# ---------------------------------------------------------------- a line while it is being priced

class Line:
    def take(self, source, amount):
        """Lower net, never below 0; a set's discount is allocated over what is left on its components."""
        amount = min(amount, self.net)
        if amount == 0:
            return 0  # cli.md: discounts of 0.00 are not listed
        self.net -= amount
        self.discounts.append((source, amount))
        if self.components is not None:
            quantities = [c["qty"] for c in self.components]
            parts = allocate(amount, [c["revenue"] for c in self.components], quantities)
            for component, part in zip(self.components, parts):
                component["revenue"] -= part
        return amount

    def discountable(self):
        return self.product is None or self.product.get("discountable", True)

    def admits_points(self):
        return self.product is None or self.product.get("points", True)

    def is_whole_quantity(self):
        return self.qty.denominator == 1


class Pricing:
    def __init__(self, catalog, cart):
        self.catalog = catalog
        self.cart = cart
        self.order_type = cart["order_type"]
        self.channel = cart.get("channel", "counter")
        self.customer = cart.get("customer")  # None: no member
        self.local = instant(cart["at"]).astimezone(catalog.zone)
        self.level = None
        self.lines = []

    # ------------------------------------------------------------ step 0

    def price_in_force(self, item_id, own_price, local):
        """The first list that names the item and whose order types, weekdays and hours admit the line."""
        for price_list in self.catalog.price_lists:
            if item_id not in price_list["prices"]:
                continue
            if price_list.get("order_types") is not None and self.order_type not in price_list["order_types"]:
                continue
            if not admits_time(price_list, local):
                continue
            seen("price list")
            return self.catalog.minor(price_list["prices"][item_id])
        return self.catalog.minor(own_price)

    def options(self, product, sku_id, part, local, errors):
        """modifiers.md: check what was chosen for one unit; answers its price (0 where something is wrong)."""
        catalog = self.catalog
        chosen = part.get("modifiers", [])
        ticked = part.get("attributes", [])
        all_chosen = {(c["group"], c["option"]) for c in chosen} | {(c["group"], c["option"]) for c in ticked}

        def shown(group):
            rule = group.get("shown_when")
            if rule is None:
                return True
            if "sku" in rule:
                answer = rule["sku"] == sku_id  # A20: the line's own SKU
            elif "product" in rule:
                answer = rule["product"] == product["id"]
            else:  # A21: what the cart states, never a default
                answer = (rule["group"], rule["option"]) in all_chosen
            seen("group shown by a rule" if answer else "group hidden by a rule")
            return answer

        groups = {g: catalog.modifier_groups[g] for g in product.get("modifier_groups", [])}
        for choice in chosen:
            group = groups.get(choice["group"])
            options = {o["id"]: o for o in group["options"]} if group else {}
            if choice["qty"] <= 0:
                errors += ["bad_quantity", "also bad_format"]  # A6
            if choice["option"] not in options or not shown(group):
                errors.append("modifier_unknown")
                continue
            option = options[choice["option"]]
            if option.get("max") is not None and choice["qty"] > option["max"]:
                errors.append("modifier_option_limit")
            if option.get("exactly") is not None:
                seen("exactly n when chosen")
                if choice["qty"] != option["exactly"]:
                    errors.append("modifier_option_limit")
        price = 0
        for group_id, group in groups.items():
            mine = [c for c in chosen if c["group"] == group_id]
            if not shown(group):
                continue  # a choice in it was refused above; its least counts do not apply
            least, most = group.get("kinds") or (0, None)
            if len(mine) < least or (most is not None and len(mine) > most):
                errors.append("modifier_kinds")
            least, most = group.get("quantity") or (0, None)
            total = sum(c["qty"] for c in mine)
            if total < least or (most is not None and total > most):
                errors.append("modifier_quantity")
            if errors:
                continue
            units = []  # the price of every unit chosen in this group
            for choice in mine:
                option = next(o for o in group["options"] if o["id"] == choice["option"])
                if option.get("price") is not None:
                    each = catalog.minor(option["price"])
                elif option.get("sku") is not None:  # its price in force, never a member price
                    seen("linked SKU at its price in force")
                    each = self.price_in_force(option["sku"], catalog.skus[option["sku"]]["price"], local)
                else:
                    each = 0
                units += [each] * int(choice["qty"])
            units.sort(reverse=True)
            if group.get("included") and units:
                seen("included units")
            price += sum(units[group.get("included", 0):])

        groups = {g: catalog.attribute_groups[g] for g in product.get("attribute_groups", [])}
        for choice in ticked:
            group = groups.get(choice["group"])
            if group is None or choice["option"] not in [o["id"] for o in group["options"]] or not shown(group):
                errors.append("attribute_unknown")
        for group_id, group in groups.items():
            if not group.get("many", False) and len([c for c in ticked if c["group"] == group_id]) > 1:
                errors.append("attribute_unknown")  # A7
                errors.append("also bad_format")
        return 0 if errors else price

    def set_parts(self, product, part, local, errors):
        """set-meals.md: the picks of one set. Answers the components for ONE set: sku, qty, surcharge, modifiers."""
        catalog = self.catalog
        groups = product["set"]["groups"]
        with_options = product["set"].get("component_options", True)
        picks = part.get("picks", [])
        known = [g["id"] for g in groups]
        for pick in picks:
            if pick["group"] not in known:
                errors.append("set_unknown_group")

        def extras_of(pick):
            sku_id = pick["sku"]
            if sku_id not in catalog.skus:
                return 0
            if not with_options:
                seen("component_options false")
                if pick.get("modifiers"):
                    errors.append("modifier_unknown")  # A8
                if pick.get("attributes"):
                    errors.append("attribute_unknown")
                return 0
            mine = []
            price = self.options(catalog.product_of_sku[sku_id], sku_id, pick, local, mine)
            errors.extend(mine)
            return price

        components = []
        for group in groups:
            mine = [p for p in picks if p["group"] == group["id"]]
            if "items" in group:
                # Fixed: all are included; an entry carries the options of one of their units.
                listed = [i["sku"] for i in group["items"]]
                for pick in mine:
                    if pick["sku"] not in listed:
                        errors.append("set_pick_not_offered")
                for item in group["items"]:
                    entries = [p for p in mine if p["sku"] == item["sku"]]
                    qty = Fraction(item["qty"])
                    if len(entries) > qty:
                        errors += ["set_pick_count", "also set_pick_not_offered"]  # A9
                    extras = sum(extras_of(p) for p in entries)
                    if entries:
                        seen("options on a fixed component")
                    bare = floor(qty) - len(entries)
                    if bare > 0:  # A10: a unit without an entry has no options, and the least counts hold for it
                        extras += extras_of({"sku": item["sku"]}) * bare
                    components.append({"sku": item["sku"], "qty": qty, "surcharge": 0, "extras": extras})
            else:
                options = {o["sku"]: o for o in group["options"]}
                if len(mine) != group["pick"]:
                    errors.append("set_pick_count")
                products = []
                for pick in mine:
                    if pick["sku"] not in options:
                        errors.append("set_pick_not_offered")
                        if pick["sku"] not in catalog.skus:
                            errors.append("also unknown_sku")
                        continue
                    products.append(catalog.product_of_sku[pick["sku"]]["id"])
                    surcharge = catalog.minor(options[pick["sku"]].get("surcharge") or "0")
                    if surcharge:
                        seen("surcharge")
                    components.append({"sku": pick["sku"], "qty": Fraction(1), "surcharge": surcharge,
                                       "extras": extras_of(pick)})
                if len(products) != len(set(products)):
                    seen("same product twice in a group")
                    if not group.get("repeat", True):
                        errors.append("set_repeat")
        return components

    def overrides(self):
        """Price overrides by line: step 0 needs those upward. What is wrong with them is said in step 3."""
        found = {}
        for discount in self.cart.get("discounts", []):
            index = discount.get("line")
            if "unit_price" in discount and index is not None and 0 <= index < len(self.cart["lines"]):
                amount = self.catalog.minor(discount["unit_price"])
                if amount >= 0:
                    found.setdefault(index, amount)
        return found

    def gross(self):
        """Step 0."""
        catalog = self.catalog
        overrides = self.overrides()
        for index, part in enumerate(self.cart["lines"]):
            errors = []
            line = Line()
            line.local = instant(part.get("at", self.cart["at"])).astimezone(catalog.zone)
            if "at" in part:
                seen("a line with its own instant")
            line.discounts, line.components, line.product, line.item = [], None, None, None
            line.got_member_price = False
            line.index = index

            if "sku" in part and part["sku"] not in catalog.skus:
                errors.append("unknown_sku")
            if "set" in part and part["set"] not in catalog.sets:
                errors.append("unknown_set")
            line.qty = Fraction(part["qty"])
            places = (line.qty * 1000).denominator  # A4: by value, 1.2500 is 1.25
            if line.qty <= 0 or places != 1 or ("set" in part and line.qty.denominator != 1):
                errors.append("bad_quantity")

            extras, parts = 0, []
            if "open" in part:
                line.id, line.rate = "open", part["open"].get("tax_rate", catalog.default_rate)
                line.base = catalog.minor(part["open"]["price"])
                if line.base < 0:
                    errors.append("bad_price")
                seen("open item")
            elif not errors or errors[0] == "bad_quantity":
                if "sku" in part:
                    line.id, line.product = part["sku"], catalog.product_of_sku[part["sku"]]
                    line.item = catalog.skus[part["sku"]]
                    mine = []
                    extras = self.options(line.product, line.id, part, line.local, mine)
                    errors += mine
                else:
                    line.id, line.product = part["set"], catalog.sets[part["set"]]
                    line.item = line.product["set"]
                    parts = self.set_parts(line.product, part, line.local, errors)
                    extras = sum(c["surcharge"] + c["extras"] for c in parts)
                line.base = self.price_in_force(line.id, line.item["price"], line.local)
                line.rate = catalog.tax_rate(line.product)
            if errors:
                plain = [e for e in errors if not e.startswith("also ")]
                if sum(done.gross for done in self.lines) > LIMIT:
                    errors.append("also amount_out_of_range")  # A30
                code = min(plain, key=CODES.index)  # within a line: the order in which cli.md lists the codes (A2)
                raise Refused(code, sorted({e.removeprefix("also ") for e in errors}))

            # `unit` = base (after an override upward) + extras, before any discount
            line.price_in_force = line.base
            line.override = overrides.get(index)
            also = ("bad_quantity", "bad_price", "bad_discount", "bad_format")
            if line.override is not None and line.override > line.base:
                in_range(line.override, also)
                line.base = line.override
                seen("override upward")
            line.extras = extras
            line.unit = in_range(line.base + extras, also)
            line.gross = line.net = in_range(round_half_away(line.qty * line.unit), also)

            if "set" in part:
                # Set meals in the books: the set price by the components' prices in force; then their extras.
                in_force = [self.price_in_force(c["sku"], catalog.skus[c["sku"]]["price"], line.local) for c in parts]
                weights = [p * c["qty"] * line.qty for p, c in zip(in_force, parts)]
                quantities = [c["qty"] * line.qty for c in parts]
                if all(w == 0 for w in weights):
                    seen("components all at price 0")
                shares = allocate(int(line.base * line.qty), weights, quantities)
                line.components = [
                    {"sku": c["sku"], "qty": q, "revenue": share + int((c["surcharge"] + c["extras"]) * line.qty)}
                    for c, q, share in zip(parts, quantities, shares)]
                assert sum(c["revenue"] for c in line.components) == line.net
            self.lines.append(line)
        in_range(sum(line.gross for line in self.lines), ("bad_quantity",))  # subtotal

    # ------------------------------------------------------------ steps 1 and 2

    def member(self):
        """Step 1, member price; else step 2, level discount."""
        if self.customer is None:
            return
        level_id = self.customer.get("level")
        if level_id is not None:
            if level_id not in self.catalog.levels:
                also = ["bad_discount"] if self.discount_errors() else []
                raise Refused("unknown_level", also)  # A3
            self.level = self.catalog.levels[level_id]
        for line in self.lines:
            if line.override is not None:
                continue  # step 3: steps 1 and 2 then do not apply to the line
            member_price = None
            if line.item is not None:
                level_prices = line.item.get("level_prices") or {}
                if level_id is not None and level_id in level_prices:
                    member_price = self.catalog.minor(level_prices[level_id])
                    seen("level price")
                elif line.item.get("member_price") is not None:
                    member_price = self.catalog.minor(line.item["member_price"])
            if member_price is not None and member_price < line.base:
                line.got_member_price = True  # A11: also where it rounds to 0.00
                line.take("member_price", round_half_away(line.qty * (line.base - member_price)))
                seen("member price")
            elif self.level is not None and self.level.get("rate") is not None:
                if line.product is None or line.product.get("member_discount", True):
                    rate = Fraction(self.level["rate"])
                    line.take("level:" + level_id, line.net - round_half_away(line.net * rate))
                    seen("level discount")

    # ------------------------------------------------------------ step 3

    def discount_errors(self, only=None):
        """Which of the cashier's discounts are bad; `only` "line" or "order"."""
        bad, taken = [], set()
        for discount in self.cart.get("discounts", []):
            index = discount.get("line")
            where = "order" if index is None else "line"
            also = []
            wrong = False
            if index is not None:
                wrong = not 0 <= index < len(self.cart["lines"]) or index in taken
                if index < 0:
                    also.append("bad_format")
                taken.add(index)
            if "percent" in discount:
                wrong |= not 0 < Fraction(discount["percent"]) <= 100
            elif "amount" in discount:
                wrong |= self.catalog.minor(discount["amount"]) <= 0
            else:
                amount = self.catalog.minor(discount["unit_price"])
                wrong |= amount < 0 or index is None  # A12
                also += ["bad_price"] if amount < 0 else []
                also += ["bad_format"] if index is None else []
            if wrong and only in (None, where):
                bad.append(also)
        return bad

    def line_discounts(self):
        """Step 3."""
        bad = self.discount_errors("line")
        if bad:
            raise Refused("bad_discount", [code for also in bad for code in also])
        by_line = {d["line"]: d for d in self.cart.get("discounts", []) if d.get("line") is not None}
        for line in self.lines:
            discount = by_line.get(line.index)
            if discount is None:
                continue
            if "percent" in discount:
                line.take("line", round_half_away(line.net * Fraction(discount["percent"]) / 100))
                seen("line percent")
            elif "amount" in discount:
                line.take("line", min(self.catalog.minor(discount["amount"]), line.net))
                seen("line amount")
            elif line.override < line.price_in_force:
                line.take("line", round_half_away(line.qty * (line.price_in_force - line.override)))
                seen("override downward")

    # ------------------------------------------------------------ step 3 1/2: automatic promotions

    def admits_customer_and_type(self, rule):
        if rule.get("order_types") is not None and self.order_type not in rule["order_types"]:
            return False
        if rule.get("levels") is not None:
            return self.level is not None and self.level["id"] in rule["levels"]
        return True

    def admits_product(self, rule, line):
        """Where both `products` and `categories` are given, both must admit."""
        if rule.get("products") is not None and line.product["id"] not in rule["products"]:
            return False
        if rule.get("categories") is not None and line.product["category"] not in rule["categories"]:
            return False
        return True

    def promote(self):
        # Which promotions have used a unit: (line, number of the unit) -> list of promotions
        used_by = {}

        def within_reach(unit, promotion):
            for other in used_by.get(unit, []):
                if not (other.get("stackable", False) and promotion.get("stackable", False)):
                    seen("a unit out of reach")
                    return False
                seen("a unit used by two stackable promotions")
            return True

        for promotion in self.catalog.promotions:
            if not self.admits_customer_and_type(promotion):
                continue
            percent = promotion["kind"] == "percent"
            units = []  # what it looks at, earliest first: (line index, unit number, net)
            for line in self.lines:
                if line.product is None or not line.discountable() or not self.admits_product(promotion, line):
                    continue
                if not admits_time(promotion, line.local):
                    continue
                if percent:
                    count = int(line.qty) if line.is_whole_quantity() else 1
                    if all(within_reach((line.index, n), promotion) for n in range(count)):
                        units.append((line.index, None, line.net))
                    continue
                if not line.is_whole_quantity():
                    seen("promotion passes over a weighed line")
                    continue
                nets = allocate(line.net, [1] * int(line.qty))
                for number, net in enumerate(nets):
                    if within_reach((line.index, number), promotion):
                        units.append((line.index, number, net))
            # (net, later first) is the order "cheapest, ties: the later unit"
            cheapest = sorted(range(len(units)), key=lambda i: (units[i][2], -i))
            off = {}  # position in `units` -> what is taken off
            if promotion["kind"] == "buy_n_get_m":
                n, m, q = promotion["n"], promotion["m"], len(units)
                free = q // (n + m) * m + max(0, q % (n + m) - n)
                for i in cheapest[:free]:
                    off[i] = units[i][2]
                looked_at = units
            elif promotion["kind"] == "nth_unit":
                reduced = len(units) // promotion["n"]
                for i in cheapest[:reduced]:
                    off[i] = round_half_away(units[i][2] * Fraction(promotion["percent"]) / 100)
                looked_at = units
            elif promotion["kind"] == "bundle":
                by_sku = {}
                for i, (index, _, _) in enumerate(units):
                    by_sku.setdefault(self.lines[index].id, []).append(i)
                wanted = promotion["skus"]
                bundles = min(len(by_sku.get(sku, [])) // count for sku, count in wanted.items())
                members = sorted(i for sku, count in wanted.items() for i in by_sku.get(sku, [])[:count * bundles])
                nets = [units[i][2] for i in members]
                discount = sum(nets) - self.catalog.minor(promotion["price"]) * bundles
                if discount > 0:
                    for i, part in zip(members, allocate(discount, nets)):  # A13: in the order of the cart
                        off[i] = part
                looked_at = [units[i] for i in members]
            else:
                for i, (_, _, net) in enumerate(units):
                    off[i] = round_half_away(net * Fraction(promotion["percent"]) / 100)
                looked_at = units
            if sum(off.values()) == 0:
                continue
            seen("promotion " + promotion["kind"])
            for index, number, _ in looked_at:
                line = self.lines[index]
                if percent:
                    count = int(line.qty) if line.is_whole_quantity() else 1
                    numbers = range(count)
                else:
                    numbers = [number]
                for number in numbers:
                    used_by.setdefault((index, number), []).append(promotion)
            for line in self.lines:  # summed into one entry a line, lines in order
                line.take("promotion:" + promotion["id"],
                          sum(amount for i, amount in off.items() if units[i][0] == line.index))

    # ------------------------------------------------------------ step 4: vouchers

    def voucher_static(self, applied):
        """What is wrong with the vouchers whatever is on the lines: list of (voucher id, code)."""
        wrong = []
        types = {}
        for voucher_id in applied:
            if voucher_id not in self.catalog.vouchers:
                wrong.append((voucher_id, "unknown_voucher"))
                continue
            types[voucher_id] = voucher = self.catalog.vouchers[voucher_id]
            valid = voucher.get("valid") or {}
            # A14: the business day starts at 04:00 (control.md, settings, basic: "business day starts (04:00 by default)")
            today = (self.local - timedelta(hours=4)).date().isoformat()
            if ("from" in valid and today < valid["from"]) or ("to" in valid and today > valid["to"]):
                wrong.append((voucher_id, "voucher_expired"))
            admitted = self.admits_customer_and_type(voucher) and admits_time(voucher, self.local)  # A15: the cart's at
            if voucher.get("channels") is not None and self.channel not in voucher["channels"]:
                admitted = False
            if not admitted:
                wrong.append((voucher_id, "voucher_not_admitted"))
        groups = {}
        for voucher_id, voucher in types.items():
            groups.setdefault(voucher.get("stack_group") or voucher["kind"], []).append(voucher_id)
            limit = voucher.get("per_order")
            if limit is None:
                limit = None if voucher["kind"] == "product" else 1
            if limit is not None and applied.count(voucher_id) > limit:
                wrong.append((voucher_id, "voucher_stack"))
        for together in groups.values():
            if len(together) > 1:
                wrong += [(voucher_id, "voucher_stack") for voucher_id in together]
        return wrong

    def eligible(self, voucher):
        lines = []
        for line in self.lines:
            if not line.discountable():
                continue
            if line.got_member_price and not voucher.get("with_member_price", False):
                seen("voucher passes over a member price")
                continue
            if line.product is None:  # an open item: only without product or category conditions
                if voucher.get("products") is not None or voucher.get("categories") is not None:
                    continue
            elif not self.admits_product(voucher, line):
                continue
            lines.append(line)
        return lines

    def product_voucher(self, voucher, units):
        """What `units` units would take off: list of (line, covered, x, D)."""
        lines = [l for l in self.eligible(voucher)
                 if l.product is not None and l.is_whole_quantity() and l.uncovered > 0
                 and (l.id == voucher["sku"] if "sku" in voucher else l.product["id"] == voucher["product"])]
        # the line with the dearest net unit first (A16: of what is not covered yet); ties: earlier
        lines.sort(key=lambda l: (-Fraction(l.uncovered_net, l.uncovered), l.index))
        plan = []
        for line in lines:
            covered = min(units, line.uncovered)
            if covered == 0:
                break
            x = line.uncovered_net
            if covered != line.uncovered:
                x = round_half_away(Fraction(line.uncovered_net * covered, line.uncovered))
            taken = x
            if not voucher.get("covers_extras", False) and line.extras != 0:
                taken = allocate(x, [line.base, line.extras])[0]
                seen("voucher leaves the extras")
            plan.append((line, covered, x, taken))
            units -= covered
        return plan

    def apply_voucher(self, voucher, count):
        source = "voucher:" + voucher["id"]
        if voucher["kind"] == "product":
            plan = self.product_voucher(voucher, count * voucher["units"])
            worth = sum(taken for _, _, _, taken in plan)
            if worth == 0:
                raise Refused("voucher_no_effect")
            fewer = sum(taken for _, _, _, taken in self.product_voucher(voucher, (count - 1) * voucher["units"]))
            if count > 1 and fewer == worth:
                seen("fewer vouchers would do")
                raise Refused("voucher_no_effect")  # A17: "fewer would do" by what is taken off
            if count > 1:
                seen("several product vouchers of a type")
            if len(plan) > 1:
                seen("product voucher over several lines")
            for line, covered, x, taken in plan:
                line.uncovered -= covered
                line.uncovered_net -= x
                line.take(source, taken)
            seen("product voucher")
            return
        lines = self.eligible(voucher)
        nets = [line.net for line in lines]
        if voucher["kind"] == "cash":
            if sum(nets) < self.catalog.minor(voucher.get("min_spend") or "0"):
                raise Refused("voucher_min_spend", ["voucher_no_effect"] if sum(nets) == 0 else [])  # A18
            discount = min(self.catalog.minor(voucher["amount"]), sum(nets))
        else:
            discount = sum(nets) - round_half_away(sum(nets) * Fraction(voucher["rate"]))
            if voucher.get("cap") is not None and discount > self.catalog.minor(voucher["cap"]):
                discount = self.catalog.minor(voucher["cap"])
                seen("cap of a discount voucher")
        if discount == 0:
            raise Refused("voucher_no_effect")
        for line, part in zip(lines, allocate(discount, nets)):
            line.take(source, part)
        seen(voucher["kind"] + " voucher")

    def use_vouchers(self):
        """Step 4."""
        applied = self.cart.get("vouchers", [])
        for line in self.lines:  # a line remembers its uncovered units and their net
            line.uncovered = int(line.qty) if line.is_whole_quantity() else 0
            line.uncovered_net = line.net
        later = {"bad_discount"} if self.discount_errors("order") else set()  # A3
        wrong = self.voucher_static(applied)
        bad = {voucher_id for voucher_id, _ in wrong}
        types = list(dict.fromkeys(applied))
        known = [v for v in types if v in self.catalog.vouchers]
        product_first = [v for v in known if self.catalog.vouchers[v]["kind"] == "product"]
        others = [v for v in applied if v in known and v not in product_first]
        found = []  # A2: the first of these, by the order of the codes in cli.md
        for voucher_id in product_first + others:
            if voucher_id in bad:
                continue
            try:
                self.apply_voucher(self.catalog.vouchers[voucher_id], applied.count(voucher_id))
            except Refused as refused:
                found += [refused.code] + refused.also
                if not wrong:
                    raise Refused(refused.code, sorted(set(found) | later))
                break
        if wrong:
            codes = [code for _, code in wrong]
            raise Refused(min(codes, key=CODES.index), sorted(set(codes) | set(found) | later))
        if len(types) > 1:
            seen("several voucher types")
        if len(others) > len(set(others)):
            seen("a cash or discount voucher twice")

    # ------------------------------------------------------------ step 5

    def order_discounts(self):
        bad = self.discount_errors("order")
        if bad:
            raise Refused("bad_discount", [code for also in bad for code in also])
        for discount in self.cart.get("discounts", []):
            if discount.get("line") is not None:
                continue
            lines = [line for line in self.lines if line.discountable()]
            nets = [line.net for line in lines]
            if "percent" in discount:
                amount = round_half_away(sum(nets) * Fraction(discount["percent"]) / 100)
                seen("order percent")
            else:
                amount = min(self.catalog.minor(discount["amount"]), sum(nets))
                seen("order amount")
            for line, part in zip(lines, allocate(amount, nets)):
                line.take("order", part)

    # ------------------------------------------------------------ step 6

    def redeem_points(self):
        """Answers (points, amount)."""
        points = self.cart.get("redeem_points", 0)
        if points == 0:
            return 0, 0
        rule = (self.catalog.points or {}).get("redeem")
        if self.customer is None or rule is None:
            raise Refused("points_not_offered")
        wrong = []
        balance = self.customer.get("points", 0)
        if balance < points or balance < (rule.get("min_balance") or 0):
            wrong.append("points_balance")
        amount = floor(Fraction(points * self.catalog.minor(rule["amount"]), rule["points"]))
        if points % (rule.get("step") or 1) != 0 or amount == 0:
            wrong.append("points_step")
        lines = [line for line in self.lines if line.admits_points()]
        nets = [line.net for line in lines]
        caps = [sum(nets)]
        if rule.get("cap_percent") is not None:
            caps.append(floor(sum(line.net for line in self.lines) * Fraction(rule["cap_percent"]) / 100))
        if rule.get("cap_amount") is not None:
            caps.append(self.catalog.minor(rule["cap_amount"]))
        if amount > min(caps):
            wrong.append("points_cap")
        if wrong:
            raise Refused(min(wrong, key=CODES.index), wrong)  # A2
        for line, part in zip(lines, allocate(amount, nets)):
            line.take("points", part)
        seen("points redeemed")
        return points, amount

    # ------------------------------------------------------------ steps 7 to 9

    def run(self):
        catalog = self.catalog
        self.gross()
        self.member()
        self.line_discounts()
        self.promote()
        self.use_vouchers()
        self.order_discounts()
        redeemed, redeemed_amount = self.redeem_points()

        # Step 7: service charge
        total_net = sum(line.net for line in self.lines)
        service_charge = 0
        rule = catalog.service_charge
        if rule is not None and self.order_type in rule["order_types"]:
            if self.cart.get("waive_service_charge", False):
                seen("service charge waived")
            else:
                service_charge = in_range(round_half_away(Fraction(rule["rate"]) * total_net))
                if service_charge:
                    seen("service charge")
        charge_is_taxed = service_charge != 0 and rule.get("taxable", True)  # A19

        # Step 8: tax, once per rate on the order, rates ascending
        rates = {}
        for line in self.lines:
            rates.setdefault(Fraction(line.rate), []).append(line)
        if charge_is_taxed:
            seen("service charge taxed")
            rates.setdefault(Fraction(catalog.default_rate), [])
        taxes = []
        for rate in sorted(rates):
            lines = rates[rate]
            parts = [line.net for line in lines]
            if charge_is_taxed and rate == Fraction(catalog.default_rate):
                parts.append(service_charge)  # one more part, last
            base = sum(parts)
            tax = round_half_away(base * rate if catalog.exclusive else base * rate / (1 + rate))
            quantities = [line.qty for line in lines] + [1]
            for line, part in zip(lines, allocate(tax, parts, quantities[:len(parts)])):
                line.tax = part
            taxes.append({"rate": shortest(Decimal(rate.numerator) / Decimal(rate.denominator)),
                          "base": catalog.show(base), "tax": catalog.show(in_range(tax)), "minor": tax})
        if len(rates) > 1:
            seen("several tax rates")
        seen("tax exclusive" if catalog.exclusive else "tax inclusive")

        # Step 9: total
        total = total_net + service_charge
        if catalog.exclusive:
            total += sum(t["minor"] for t in taxes)
        in_range(total)

        # members.md, Earning: floor(sum of eligible net / unit) x points x level multiplier, rounded down
        earned = 0
        earn = (catalog.points or {}).get("earn")
        if self.customer is not None and earn is not None:
            eligible = sum(line.net for line in self.lines if line.admits_points())
            multiplier = Fraction(self.level.get("points_multiplier", "1")) if self.level else Fraction(1)
            earned = floor(floor(Fraction(eligible, catalog.minor(earn["unit"]))) * earn["points"] * multiplier)
            if earned:
                seen("points earned")

        seen("currency with %d digits" % catalog.digits)
        answer = []
        for line in self.lines:
            assert 0 <= line.net == line.gross - sum(amount for _, amount in line.discounts)
            one = {"id": line.id, "qty": shortest(self.decimal(line.qty)), "unit": catalog.show(line.unit),
                   "gross": catalog.show(line.gross),
                   "discounts": [{"source": s, "amount": catalog.show(a)} for s, a in line.discounts],
                   "net": catalog.show(line.net), "tax": catalog.show(line.tax)}
            if line.components is not None:
                seen("set")
                assert sum(c["revenue"] for c in line.components) == line.net
                assert all(c["revenue"] >= 0 for c in line.components)
                one["components"] = [{"sku": c["sku"], "qty": shortest(self.decimal(c["qty"])),
                                      "revenue": catalog.show(c["revenue"])} for c in line.components]
            answer.append(one)
        gross = sum(line.gross for line in self.lines)
        return {
            "lines": answer,
            "subtotal": catalog.show(gross),
            "discount": catalog.show(gross - total_net),
            "service_charge": catalog.show(service_charge),
            "taxes": [{k: t[k] for k in ("rate", "base", "tax")} for t in taxes],
            "total": catalog.show(total),
            "points": {"redeemed": redeemed, "redeemed_amount": catalog.show(redeemed_amount), "earned": earned},
        }

    @staticmethod
    def decimal(fraction):
        return Decimal(fraction.numerator) / Decimal(fraction.denominator)


def price(catalog, cart):
    SEEN.clear()
    if not isinstance(catalog, Catalog):
        catalog = Catalog(catalog)
    try:
        check_format(cart, catalog.digits)
        return Pricing(catalog, cart).run()
    except Refused as refused:
        error = {"code": refused.code}
        if refused.also:
            error["also"] = refused.also
        return {"error": error}


# ---------------------------------------------------------------- how many can still be sold (set-meals.md)

def flow_fits(wanted, offers, stock):
    """Can every group get its picks? Ford-Fulkerson by single units, on

        source -> group (wanted) -> (group, product) (limit) -> SKU (stock) -> sink

    `wanted` group -> picks; `offers` list of (group, product, limit, [skus]); `stock` sku -> units.
    """
    capacity = {}

    def edge(a, b, c):
        capacity.setdefault(a, {})[b] = capacity.get(a, {}).get(b, 0) + c
        capacity.setdefault(b, {}).setdefault(a, 0)

    for group, picks in wanted.items():
        edge("source", ("group", group), picks)
    for group, product, limit, skus in offers:
        edge(("group", group), ("product", group, product), limit)
        for sku in skus:
            edge(("product", group, product), ("sku", sku), limit)
    for sku, units in stock.items():
        edge(("sku", sku), "sink", units)
    sent = 0
    while True:
        came_from, queue = {"source": None}, ["source"]
        while queue and "sink" not in came_from:
            here = queue.pop(0)
            for there, left in capacity.get(here, {}).items():
                if left > 0 and there not in came_from:
                    came_from[there] = here
                    queue.append(there)
        if "sink" not in came_from:
            return sent == sum(wanted.values())
        path, there = [], "sink"
        while came_from[there] is not None:
            path.append((came_from[there], there))
            there = came_from[there]
        step = min(capacity[a][b] for a, b in path)
        for a, b in path:
            capacity[a][b] -= step
            capacity[b][a] += step
        sent += step


def can_make(catalog, the_set, t, stocks):
    """Can t sets be made at the same time? `stocks` sku -> whole units, or None for unlimited."""
    left = dict(stocks)
    for group in the_set["groups"]:
        for item in group.get("items", []):
            if left[item["sku"]] is not None:
                left[item["sku"]] -= t * Fraction(item["qty"])
                if left[item["sku"]] < 0:
                    return False
    picks = sum(g["pick"] for g in the_set["groups"] if "pick" in g) * t
    # a pick is a whole unit; nobody can use more of an unlimited SKU than there are picks
    stock = {sku: picks if units is None else floor(units) for sku, units in left.items()}
    wanted, offers = {}, []
    for group in the_set["groups"]:
        if "pick" not in group:
            continue
        wanted[group["id"]] = group["pick"] * t
        by_product = {}
        for option in group["options"]:
            by_product.setdefault(catalog.product_of_sku[option["sku"]]["id"], []).append(option["sku"])
        for product, skus in by_product.items():
            # no repeats: a product at most once in each of the t sets
            limit = group["pick"] * t if group.get("repeat", True) else t
            offers.append((group["id"], product, limit, skus))
    return flow_fits(wanted, offers, stock)


def sellable_set(catalog, the_set):
    """The largest t; None for unlimited."""
    listed = {x["sku"] for g in the_set["groups"] for x in g.get("items", []) + g.get("options", [])}
    stocks = {}
    for sku in listed:
        stock = catalog.skus[sku].get("stock")
        stocks[sku] = None if stock is None else max(0, floor(Fraction(stock)))  # floored first
    finite = sum(s for s in stocks.values() if s is not None)
    smallest = min([Fraction(1)] + [Fraction(i["qty"]) for g in the_set["groups"] for i in g.get("items", [])])
    beyond = floor(finite / smallest) + 1
    # More sets than there are counted units: one of them uses none, and it can be made any number of times.
    if can_make(catalog, the_set, beyond, stocks):
        return None
    good, bad = 0, beyond  # if t can be made, so can t - 1
    while bad - good > 1:
        middle = (good + bad) // 2
        if can_make(catalog, the_set, middle, stocks):
            good = middle
        else:
            bad = middle
    return good


def price_range(catalog, the_set):
    """The least and the most one set can cost over all valid picks; stock does not count (A22)."""
    least = most = catalog.minor(the_set["price"])
    for group in the_set["groups"]:
        if "pick" not in group:
            continue
        by_product = {}
        for option in group["options"]:
            surcharge = catalog.minor(option.get("surcharge") or "0")
            by_product.setdefault(catalog.product_of_sku[option["sku"]]["id"], []).append(surcharge)
        lows = sorted(min(s) for s in by_product.values())
        highs = sorted((max(s) for s in by_product.values()), reverse=True)
        if group.get("repeat", True):
            least += lows[0] * group["pick"]
            most += highs[0] * group["pick"]
        else:
            least += sum(lows[:group["pick"]])
            most += sum(highs[:group["pick"]])
    return least, most


def sellable(catalog):
    if not isinstance(catalog, Catalog):
        catalog = Catalog(catalog)
    skus = [{"id": s, "sellable": None if sku.get("stock") is None else shortest(sku["stock"])}
            for s, sku in catalog.skus.items()]
    sets = []
    for set_id, product in catalog.sets.items():
        least, most = price_range(catalog, product["set"])
        sets.append({"id": set_id, "sellable": sellable_set(catalog, product["set"]),
                     "min": catalog.show(least), "max": catalog.show(most)})
    return {"skus": skus, "sets": sets}


# ---------------------------------------------------------------- command line

def parse(text):
    return json.loads(text, parse_float=Decimal)


def price_text(catalog, text):
    try:
        cart = parse(text)
    except ValueError:
        SEEN.clear()
        return {"error": {"code": "bad_format"}}
    return price(catalog, cart)


def self_check(fixtures):
    """Every field that the fixtures give must agree."""
    def differs(want, got, path):
        if isinstance(want, dict):
            if not isinstance(got, dict):
                return path
            for key in want:
                found = differs(want[key], got.get(key), path + "." + key)
                if found:
                    return found
            return None
        if isinstance(want, list):
            if not isinstance(got, list) or len(want) != len(got):
                return path
            for i, (a, b) in enumerate(zip(want, got)):
                found = differs(a, b, "%s[%d]" % (path, i))
                if found:
                    return found
            return None
        return None if want == got else "%s: %r, not %r" % (path, got, want)

    passed = failed = 0
    for catalog_file, cart_file in (("burger-shop.catalog.json", "priced-carts.json"),
                                    ("tea-stall.catalog.json", "priced-carts-tea-stall.json")):
        with open(os.path.join(fixtures, catalog_file), encoding="utf-8") as f:
            catalog = Catalog(parse(f.read()))
        with open(os.path.join(fixtures, cart_file), encoding="utf-8") as f:
            cases = parse(f.read())
        for case in cases:
            found = differs(case["expect"], price(catalog, case["cart"]), "")
            passed, failed = passed + (not found), failed + bool(found)
            if found:
                print("%s: %s: %s" % (cart_file, case["name"], found))
        if catalog_file.startswith("burger"):  # set-meals.md, examples
            got = {s["id"]: s["sellable"] for s in sellable(catalog)["sets"]}
            ok = got["single-a"] == 200 and got["happy-single"] == 600
            passed, failed = passed + ok, failed + (not ok)
    print("%d passed, %d failed" % (passed, failed))
    return failed == 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--catalog")
    parser.add_argument("--cart")
    parser.add_argument("--sellable", action="store_true")
    parser.add_argument("--self-check", action="store_true")
    parser.add_argument("--fixtures", help="folder of the fixtures (default: $TILL_FIXTURES, or found upwards)")
    args = parser.parse_args()
    if args.self_check:
        sys.exit(0 if self_check(args.fixtures or find_fixtures()) else 1)
    with open(args.catalog, encoding="utf-8") as f:
        catalog = Catalog(parse(f.read()))
    if args.sellable:
        print(json.dumps(sellable(catalog), ensure_ascii=False))
        return
    with open(args.cart, encoding="utf-8") as f:
        for text in f:
            if text.strip():
                print(json.dumps(price_text(catalog, text), ensure_ascii=False))


def find_fixtures():
    """`fixtures/` or `shared/fixtures/` beside or above this file, or $TILL_FIXTURES."""
    if os.environ.get("TILL_FIXTURES"):
        return os.environ["TILL_FIXTURES"]
    here = os.path.dirname(os.path.abspath(__file__))
    while True:
        for name in ("fixtures", os.path.join("shared", "fixtures")):
            if os.path.exists(os.path.join(here, name, "priced-carts.json")):
                return os.path.join(here, name)
        above = os.path.dirname(here)
        if above == here:
            sys.exit("fixtures not found: give --fixtures DIR")
        here = above


if __name__ == "__main__":
    main()
