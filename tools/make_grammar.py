#!/usr/bin/env python3
"""Makes the tables of diagnose.c from src/syntax/grammar.peg (its notation is explained there).

    make_grammar.py src/syntax/grammar.peg > build/MODE/gen/grammar_tables.h

A group, an optional part in brackets and a loop over a group become rules without
a name of their own, so that each item of an alternative is one token or one rule.
"""
import re
import sys

TOKENS = {
    "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", ":": "COLON", ",": "COMMA", ";": "SEMI", "+": "PLUS",
    "-": "MINUS", "*": "STAR", "/": "SLASH", "|": "VBAR", "&": "AMPER", "<": "LESS", ">": "GREATER", "=": "EQUAL",
    ".": "DOT", "%": "PERCENT", "{": "LBRACE", "}": "RBRACE", "==": "EQEQUAL", "!=": "NOTEQUAL", "<=": "LESSEQUAL",
    ">=": "GREATEREQUAL", "~": "TILDE", "^": "CIRCUMFLEX", "<<": "LEFTSHIFT", ">>": "RIGHTSHIFT",
    "**": "DOUBLESTAR", "+=": "PLUSEQUAL", "-=": "MINEQUAL", "*=": "STAREQUAL", "/=": "SLASHEQUAL",
    "%=": "PERCENTEQUAL", "&=": "AMPEREQUAL", "|=": "VBAREQUAL", "^=": "CIRCUMFLEXEQUAL", "<<=": "LEFTSHIFTEQUAL",
    ">>=": "RIGHTSHIFTEQUAL", "**=": "DOUBLESTAREQUAL", "//": "DOUBLESLASH", "//=": "DOUBLESLASHEQUAL", "@": "AT",
    "@=": "ATEQUAL", "->": "RARROW", "...": "ELLIPSIS", ":=": "COLONEQUAL", "!": "EXCLAMATION"}
KINDS = {"NAME", "NUMBER", "STRING", "NEWLINE", "INDENT", "DEDENT", "ENDMARKER", "TYPE_COMMENT", "FSTRING_START",
         "FSTRING_MIDDLE", "FSTRING_END", "TSTRING_START", "TSTRING_MIDDLE", "TSTRING_END"}
WORDS = {"match": 0, "case": 1, "type": 2, "_": 3}
LEXEME = re.compile(r"""\s*(?:'((?:\\.|[^'])+)'|"((?:\\.|[^"])+)"|(\w+)|(&&|[][()|?*+&!~.={}:]))""")


class Grammar:
    def __init__(self):
        self.rules, self.alts, self.items = [], [], []
        self.numbers, self.flags, self.actions = {}, [], []

    def number(self, name):
        if name not in self.numbers:
            self.numbers[name] = len(self.rules)
            self.rules.append(None)
            self.flags.append(set())
        return self.numbers[name]


class Alternatives:
    """Reads what stands behind a rule's colon."""

    def __init__(self, grammar, name, text):
        self.grammar, self.name, self.parts = grammar, name, 0
        self.lexemes, at = [], 0
        text = text.rstrip()
        while at < len(text):
            match = LEXEME.match(text, at)
            if not match:
                sys.exit("grammar.peg: %s: can't read %r" % (name, text[at:at + 30]))
            at = match.end()
            token, word, symbol, mark = match.groups()
            self.lexemes.append(("token", token) if token is not None else ("word", word) if word is not None
                                else ("name", symbol) if symbol else ("mark", mark))
        self.at = 0

    def look(self, ahead=0):
        return self.lexemes[self.at + ahead] if self.at + ahead < len(self.lexemes) else ("end", "")

    def accept(self, mark):
        if self.look() == ("mark", mark):
            self.at += 1
            return True
        return False

    def read(self):
        self.accept("|")
        alts = [self.alternative()]
        while self.accept("|"):
            alts.append(self.alternative())
        return alts

    def alternative(self):
        items, action = [], None
        while self.look() not in (("mark", "|"), ("mark", ")"), ("mark", "]"), ("end", "")):
            if self.accept("{"):
                action = self.action()
                break
            items.append(self.item())
        return items, action

    def action(self):
        words = []
        while not self.accept("}"):
            words.append(self.look())
            self.at += 1
        return words

    def item(self):
        if self.accept("~"):
            return {"op": "CUT", "what": ("TOKEN", "0"), "capture": 0}
        capture = 0
        if self.look()[0] == "name" and self.look(1) == ("mark", "="):
            capture = ord(self.look()[1]) - ord("a") + 1
            self.at += 2
        for mark, op in (("&&", "FORCED"), ("&", "AND"), ("!", "NOT")):
            if self.accept(mark):
                return {"op": op, "what": self.atom(), "capture": capture}
        if self.look() == ("mark", "["):
            return {"op": "OPTIONAL", "what": self.atom(), "capture": capture}
        what = self.atom()
        item = {"op": "ONE", "what": what, "capture": capture}
        if self.accept("?"):
            item["op"] = "OPTIONAL"
        elif self.accept("*"):
            item["op"] = "ANY"
        elif self.accept("+"):
            item["op"] = "SOME"
        elif self.accept("."):
            item.update(op="GATHER", separator=what, what=self.atom())
            self.accept("+")
        return item

    def atom(self):
        kind, text = self.look()
        self.at += 1
        if kind == "token":
            return ("TOKEN", "TOKEN_" + (TOKENS.get(text) or text.upper()))
        if kind == "word":
            return ("WORD", str(WORDS[text]))
        if kind == "name":
            if text == "SOFT_KEYWORD":
                return ("SOFT", "0")
            return ("TOKEN", "TOKEN_" + text) if text in KINDS else ("RULE", text)
        close = {"(": ")", "[": "]"}[text]
        alts = self.read()
        if not self.accept(close):
            sys.exit("grammar.peg: %s: %s is missing" % (self.name, close))
        self.parts += 1
        part = "%s_%d" % (self.name, self.parts)
        define(self.grammar, part, alts, set())
        return ("RULE", part)


def is_left_recursive(name, alts):
    first = {"attr": "name_or_attr"}.get(name, name)
    return any(items and items[0]["op"] == "ONE" and items[0]["what"] == ("RULE", first) for items, _ in alts)


def define(grammar, name, alts, flags):
    number = grammar.number(name)
    if is_left_recursive(name, alts):
        flags = flags | {"PEG_LEFT"}
    first = len(grammar.alts)
    for items, action in alts:
        is_invalid = len(items) == 1 and items[0]["what"][0] == "RULE" and items[0]["what"][1].startswith("invalid_")
        grammar.alts.append((len(grammar.items), len(items), is_invalid, action))
        grammar.items.extend(items)
    grammar.rules[number] = (name, first, len(alts), flags)


def read_grammar(text):
    grammar = Grammar()
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    source = re.split(r"^(\w+)(?: \((\w+)\))?:", "\n".join(lines), flags=re.M)
    for name, flag, body in zip(source[1::3], source[2::3], source[3::3]):
        grammar.number(name)
    for name, flag, body in zip(source[1::3], source[2::3], source[3::3]):
        flags = {"PEG_" + flag.upper()} if flag else set()
        define(grammar, name, Alternatives(grammar, name, body).read(), flags)
    for name, number in grammar.numbers.items():
        if grammar.rules[number] is None:
            sys.exit("grammar.peg: no rule " + name)
    return grammar


def action_row(action):
    """kind, keeps on success, a, b, text of an alternative's action."""
    if not action:
        return "ACTION_NONE, 0, 0, 0, NULL"
    name, keeps = action[0][1], "0"
    rest = action[1:]
    if rest and rest[0] == ("mark", "+"):
        keeps, rest = "1", rest[1:]
    text = [word for kind, word in rest if kind == "word"]
    names = [word for kind, word in rest if kind == "name"]
    extra = {"star": "1", "for": "2", "del": "3"}
    slots = [str(ord(n) - ord("a") + 1) if len(n) == 1 else extra[n] for n in names] + ["0", "0"]
    return "ACTION_%s, %s, %s, %s, %s" % (name.upper(), keeps, slots[0], slots[1],
                                          '"%s"' % text[0] if text else "NULL")


def main():
    with open(sys.argv[1]) as file:
        grammar = read_grammar(file.read())
    out = ["/* Made by tools/make_grammar.py from src/syntax/grammar.peg. */"]
    out += ["enum {"] + ["    RULE_%s," % name for name in grammar.numbers] + ["    RULE_COUNT", "};"]
    actions = sorted({a[3][0][1].upper() for a in grammar.alts if a[3]})
    out += ["enum {", "    ACTION_NONE,"] + ["    ACTION_%s," % name for name in actions] + ["};"]
    out += ["static const PegItem peg_items[] = {"]
    for item in grammar.items:
        kind, what = item["what"]
        separator = item.get("separator", ("TOKEN", "0"))[1]
        out.append("    {ITEM_%s, PEG_%s, %d, %s, %s}," % (item["op"], kind, item["capture"],
                                                          "RULE_" + what if kind == "RULE" else what, separator))
    out += ["};", "static const PegAlternative peg_alternatives[] = {"]
    for first, count, is_invalid, action in grammar.alts:
        out.append("    {%d, %d, %d, %s}," % (first, count, is_invalid, action_row(action)))
    out += ["};", "static const PegRule peg_rules[RULE_COUNT] = {"]
    for name, first, count, flags in grammar.rules:
        out.append("    {%d, %d, %s}, /* %s */" % (first, count, " | ".join(sorted(flags)) or "0", name))
    print("\n".join(out + ["};"]))


if __name__ == "__main__":
    main()
