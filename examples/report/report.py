"""Reads orders.csv and settings.json beside it and prints a report: what the demo runs."""
import pathlib
from collections import Counter, defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    number: int
    customer: str
    product: str
    quantity: int
    cents: int

    @property
    def total(self):
        return self.quantity * self.cents


class BadRow(ValueError):
    pass


def parse(line):
    match line.split(","):
        case [number, customer, product, quantity, cents] if quantity.isdigit():
            return Order(int(number), customer, product, int(quantity), int(cents))
        case _:
            raise BadRow(line)


def orders(text, problems):
    for line in text.splitlines()[1:]:
        try:
            yield parse(line)
        except (BadRow, ValueError) as error:
            problems.append(str(error))


def main():
    folder = pathlib.Path(__file__).parent
    problems = []
    per_customer = defaultdict(int)
    products = Counter()
    for order in orders((folder / "orders.csv").read_text(), problems):
        per_customer[order.customer] += order.total
        products[order.product] += order.quantity
    print(f"{'customer':<12}{'total':>12}")
    for customer, cents in sorted(per_customer.items(), key=lambda item: (-item[1], item[0])):
        print(f"{customer:<12}{cents / 100:>12,.2f}")
    print("best sellers:", ", ".join(f"{name} ({count})" for name, count in products.most_common(3)))
    print(f"{len(problems)} rows could not be read, the first: {problems[0] if problems else '-'}")


if __name__ == "__main__":
    main()
