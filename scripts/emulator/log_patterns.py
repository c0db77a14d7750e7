"""Filter patterns of CloudWatch Logs, as its user guide describes them ("Filter pattern syntax").

What stands here: terms (`A B`, `?A ?B`, `-A`, quoted phrases) and JSON patterns with selectors, `&&`, `||`, parentheses,
wildcards, numbers, regular expressions without groups, `IS TRUE | FALSE | NULL` and `NOT EXISTS`. What does not stand here
(expressions outside of JSON patterns, patterns for space-delimited logs) is refused with `Unsupported`: a pattern that is read wrongly would prove nothing.
"""
import functools
import json
import re

LONGEST = 1024
TERM = re.compile(r'([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))')
TOKEN = re.compile(r'''\s*(?:
    (?P<string>"(?:[^"\\]|\\.)*") | (?P<regex>%[^%]*%) | (?P<joint>&&|\|\|) | (?P<paren>[()])
  | (?P<op>!=|<=|>=|=|<|>) | (?P<path>\$[\w.\[\]\-:*]*) | (?P<word>[\w.*\-+:/@#]+) )''', re.X)
ABSENT = object()


class Unsupported(ValueError):
    """A pattern that AWS refuses, or that this module cannot judge."""


@functools.lru_cache(maxsize=256)
def compiled(pattern):
    """The test of a pattern: a function of a message."""
    pattern = (pattern or "").strip()
    if len(pattern) > LONGEST:
        raise Unsupported(f"a filter pattern has at most {LONGEST} characters, this one {len(pattern)}")
    if not pattern:
        return lambda _message: True
    if pattern.startswith("{"):
        return json_test(pattern)
    if pattern.startswith("["):
        raise Unsupported("patterns for space-delimited logs are not emulated")
    return term_test(pattern)


def matches(pattern, message):
    return compiled(pattern)(message or "")


def term_test(pattern):
    signs = {"": [], "?": [], "-": []}
    for sign, quoted, word in TERM.findall(pattern):
        if word.startswith("%"):
            raise Unsupported("regular expressions in filter patterns are not emulated")
        signs[sign].append(re.sub(r"\\(.)", r"\1", quoted) if quoted else word)

    def test(message):
        if any(term in message for term in signs["-"]) or not all(term in message for term in signs[""]):
            return False
        # Beside terms that must be there, the service passes over those with a question mark.
        return bool(signs[""]) or not signs["?"] or any(term in message for term in signs["?"])
    return test


# --- JSON patterns: or < and < condition ---------------------------------------------------------------------------------

def json_test(pattern):
    if not pattern.endswith("}"):
        raise Unsupported(f"a JSON pattern ends with a brace: {pattern}")
    tokens = tokens_of(pattern[1:-1])
    test = alternatives(tokens)
    if tokens:
        raise Unsupported(f"not understood from here on: {tokens[0][1]}")

    def on_message(message):
        try:
            document = json.loads(message)
        except ValueError:
            return False
        return isinstance(document, (dict, list)) and test(document)
    return on_message


def tokens_of(text):
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise Unsupported(f"not understood: {text[at:at + 40]}")
        tokens.append((found.lastgroup, found.group(found.lastgroup)))
        at = found.end()
    return tokens


def alternatives(tokens):
    tests = [conjunction(tokens)]
    while tokens and tokens[0] == ("joint", "||"):
        tokens.pop(0)
        tests.append(conjunction(tokens))
    return lambda document: any(test(document) for test in tests)


def conjunction(tokens):
    tests = [condition(tokens)]
    while tokens and tokens[0] == ("joint", "&&"):
        tokens.pop(0)
        tests.append(condition(tokens))
    return lambda document: all(test(document) for test in tests)


def condition(tokens):
    kind, text = take(tokens, "a condition")
    if (kind, text) == ("paren", "("):
        test = alternatives(tokens)
        if take(tokens, "a closing parenthesis") != ("paren", ")"):
            raise Unsupported("a parenthesis is not closed")
        return test
    if kind != "path":
        raise Unsupported(f"a condition begins with a selector, not with {text}")
    path = selector(text)
    kind, operator = take(tokens, "an operator")
    if kind == "word" and operator.upper() in ("IS", "NOT"):
        return existence(path, operator.upper(), take(tokens, "TRUE, FALSE, NULL or EXISTS")[1].upper())
    if kind != "op":
        raise Unsupported(f"not an operator: {operator}")
    kind, wanted = take(tokens, "a value")
    if kind == "regex" and operator in ("=", "!="):
        return expression(path, operator, wanted[1:-1])
    if kind not in ("string", "word"):
        raise Unsupported(f"not a value: {wanted}")
    return comparison(path, operator, wanted[1:-1].replace('\\"', '"') if kind == "string" else wanted, kind == "string")


def expression(path, operator, wanted):
    """A piece of the text has to fit. The service knows letters, digits, some signs and operators, and no groups."""
    if not re.fullmatch(r"[A-Za-z0-9:_#=@/;,\-^$?\[\]{}|\\*+.]+", wanted):
        raise Unsupported(f"an expression may not have all of this: {wanted}")
    like = re.compile(wanted)

    def test(document):
        value = value_at(document, path)
        return isinstance(value, str) and bool(like.search(value)) == (operator == "=")
    return test


def existence(path, operator, wanted):
    if (operator, wanted) == ("NOT", "EXISTS"):
        return lambda document: value_at(document, path) is ABSENT
    values = {"TRUE": True, "FALSE": False, "NULL": None}
    if operator != "IS" or wanted not in values:
        raise Unsupported(f"not understood: {operator} {wanted}")
    return lambda document: value_at(document, path) is values[wanted]


def comparison(path, operator, wanted, quoted):
    number = None if quoted else number_of(wanted)
    if operator in ("<", ">", "<=", ">="):
        if number is None:
            raise Unsupported(f"{operator} compares numbers, not {wanted}")
        orders = {"<": lambda a: a < number, ">": lambda a: a > number, "<=": lambda a: a <= number, ">=": lambda a: a >= number}
        return lambda document: is_number(value_at(document, path)) and orders[operator](value_at(document, path))
    like = re.compile(".*".join(re.escape(part) for part in wanted.split("*")), re.S)

    def test(document):
        value = value_at(document, path)
        if value is ABSENT or value is None or isinstance(value, (dict, list, bool)):
            return False
        same = value == number if is_number(value) and number is not None else bool(like.fullmatch(str(value)))
        return same == (operator == "=")
    return test


def selector(text):
    """`$.a.b[0]` as its keys; a key of digits in brackets is a place in a list."""
    keys = [int(place) if place else name for name, place in re.findall(r"\.([\w\-:]+)|\[(\d+)\]", text[1:])]
    if "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in keys) != text[1:]:
        raise Unsupported(f"not a selector: {text}")
    return keys


def value_at(document, path):
    for key in path:
        if isinstance(key, int):
            document = document[key] if isinstance(document, list) and key < len(document) else ABSENT
        else:
            document = document.get(key, ABSENT) if isinstance(document, dict) else ABSENT
    return document


def number_of(text):
    try:
        return float(text)
    except ValueError:
        return None


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def take(tokens, wanted):
    if not tokens:
        raise Unsupported(f"{wanted} is missing at the end")
    return tokens.pop(0)
