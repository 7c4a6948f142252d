#!/usr/bin/env python3
"""Checks the oracle's flow for `sellable` and its price range against trying everything out.

    python3 tests/oracle/exhaustive.py --seed 1 --count 500
"""
import argparse
import functools
import itertools
import random

import generate
import pricing


def ways(catalog, the_set):
    """Every valid set: (units by SKU, price without modifiers)."""
    by_group = []
    for group in the_set["groups"]:
        if "items" in group:
            by_group.append([(tuple((i["sku"], int(i["qty"])) for i in group["items"]), 0)])
            continue
        choices = []
        for picks in itertools.combinations_with_replacement(group["options"], group["pick"]):
            products = [catalog.product_of_sku[p["sku"]]["id"] for p in picks]
            if group.get("repeat", True) or len(products) == len(set(products)):
                surcharge = sum(catalog.minor(p.get("surcharge", "0")) for p in picks)
                choices.append((tuple((p["sku"], 1) for p in picks), surcharge))
        by_group.append(choices)
    for combination in itertools.product(*by_group):
        used = {}
        for sku, qty in itertools.chain(*(c[0] for c in combination)):
            used[sku] = used.get(sku, 0) + qty
        yield used, catalog.minor(the_set["price"]) + sum(c[1] for c in combination)


def most_sets(catalog, the_set):
    """By taking one set after the other out of the stock, in every way."""
    skus = sorted(catalog.skus)
    stock = {s: catalog.skus[s].get("stock") for s in skus}
    counted = [s for s in skus if stock[s] is not None]
    needs = {tuple(used.get(s, 0) for s in counted) for used, _ in ways(catalog, the_set)}
    if any(not any(need) for need in needs):
        return None  # a set that takes nothing counted

    @functools.lru_cache(maxsize=None)
    def best(left):
        return max((1 + best(tuple(l - n for l, n in zip(left, need)))
                    for need in needs if all(l >= n for l, n in zip(left, need))), default=0)

    return best(tuple(int(stock[s].split(".")[0]) for s in counted))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=300)
    args = parser.parse_args()
    passed = failed = 0
    for number in range(args.count):
        data = generate.stock_catalog(random.Random("%s/%s" % (args.seed, number)))
        catalog = pricing.Catalog(data)
        for answer in pricing.sellable(catalog)["sets"]:
            the_set = catalog.sets[answer["id"]]["set"]
            prices = [price for _, price in ways(catalog, the_set)]
            want = (most_sets(catalog, the_set), catalog.show(min(prices)), catalog.show(max(prices)))
            got = (answer["sellable"], answer["min"], answer["max"])
            passed, failed = passed + (want == got), failed + (want != got)
            if want != got:
                print("%s/%d %s: tried out %s, oracle %s" % (args.seed, number, answer["id"], want, got))
    print("%d passed, %d failed" % (passed, failed))


if __name__ == "__main__":
    main()
