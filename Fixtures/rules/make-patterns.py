#!/usr/bin/env python3
"""Writes patterns.tsv: patterns, texts, and whether Python's re.fullmatch(pattern, text, re.ASCII) matches.

Columns: pattern and text as JSON strings; yes, no, or error for a pattern that does not compile.
"""
import json
import random
import re

CHOSEN = [
    ("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", ["6f1c2a3b-0000-1111-2222-0123456789ab", "6f1c2a3b-0000-1111-2222-0123456789a"]),
    ("[0-9]{6,18}", ["12345", "123456", "123456789012345678", "1234567890123456789"]),
    ("Patient/pat-[0-9a-f]{10}", ["Patient/pat-0123456789", "Patient/pat-nobody", "xPatient/pat-0123456789"]),
    ("[A-Z][0-9]{2}(\\.[0-9A-Z]{1,4})?", ["I10", "I10.9", "i10", "I10."]),
    ("(a|ab)(c|bcd)(d*)", ["abcd", "abcdd", "acd", "ab"]),
    ("(a*)*", ["", "aaa", "b"]), ("(a|aa)+b", ["a" * 200 + "b", "a" * 200]), ("(x+x+)+y", ["x" * 200, "xxy"]),
    ("^a$", ["a", "a\n", "b"]), ("a$\n", ["a\n", "a"]), ("\\Aab\\Z", ["ab", "ab\n"]), ("a\\b.b", ["a b", "axb"]),
    ("a\\Bb", ["ab", "a b"]), (".", ["\n", "é", "€", "😀", "ab"]), (".*", ["", "a\nb", "äöü"]), ("[^a]", ["\n", "a", "é"]),
    ("\\d+\\s\\w+", ["12 ab_9", "12\tx", "1٣ x", "12 é"]), ("[\\d.]+", ["1.5", "1,5"]), ("[^\\d\\s]+", ["ab", "a1", "a b"]),
    ("[\\D]+", ["ab", "a1"]), ("[]a]+", ["]a]", "b"]), ("[^]a]+", ["bc", "]"]), ("[a-]+", ["a-a", "b"]), ("[-a]+", ["-a"]),
    ("[\\]\\\\]+", ["]\\", "a"]), ("[a-c-e]+", ["a-e", "d"]), ("a{0}", ["", "a"]), ("a{2}", ["aa", "a", "aaa"]), ("a{,2}", ["", "aa", "aaa"]),
    ("a{2,}", ["a", "aa", "aaaa"]), ("a{,}", ["", "aaa"]), ("a{", ["a{"]), ("a{x}", ["a{x}"]), ("a{}", ["a{}"]), ("a{1,x}", ["a{1,x}"]),
    ("a*?b+?c??", ["bbc", "aab", "c"]), ("(?:ab|cd){2}", ["abcd", "ab"]), ("|a", ["", "a", "b"]), ("a||b", ["", "a", "b"]), ("()", ["", "a"]),
    ("\\x41\\u00e9\\.", ["Aé.", "Aé!"]), ("[\\x41-\\x43]+", ["ABC", "D"]), ("é+", ["ééé", "e"]), ("[α-ω]+", ["αβγ", "αx"]),
    ("\\t\\n\\r\\f\\v", ["\t\n\r\f\v"]), ("(a{1,3}){2}", ["aa", "aaaaaa", "aaaaaaa", "a"]), ("((a|b)*c){2,3}", ["abcc", "cbc", "cccc", "ab"]),
    ("(", []), (")", []), ("[", []), ("[a", []), ("a**", []), ("*a", []), ("a{3,2}", []), ("[b-a]", []), ("\\", []), ("\\q", []), ("^*", []),
    ("(?P<x", []), ("[a-\\d]", []), ("a{1}{2}", []), ("+", []), ("(?:a", []), ("a|*", []), ("\\xg1", []),
]


def random_pattern(rng, depth=0):
    kind = rng.randrange(10 if depth < 3 else 5)
    if kind < 3:
        return rng.choice("abc01_ ")
    if kind == 3:
        return rng.choice([".", "\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "\\."])
    if kind == 4:
        return rng.choice(["[ab]", "[^a]", "[a-c0]", "[^\\d]", "[\\w.]", "[0-9a-]", "[b\\s]"])
    if kind == 5:
        return rng.choice(["^", "$", "\\b", "\\B"]) + random_pattern(rng, depth + 1)
    if kind == 6:
        return "(" + "|".join(random_pattern(rng, depth + 1) for _ in range(rng.randrange(1, 4))) + ")"
    if kind == 7:
        inner = random_pattern(rng, depth + 2)
        return f"(?:{inner})" + rng.choice(["*", "+", "?", "{2}", "{1,3}", "{,2}", "{2,}", "*?", "+?"])
    return "".join(random_pattern(rng, depth + 1) for _ in range(rng.randrange(1, 4)))


def verdict(pattern, text):
    try:
        return "yes" if re.fullmatch(pattern, text, re.ASCII) else "no"
    except re.error:
        return "error"


def safe(pattern, text):
    """Patterns on which Python would backtrack for ever are judged without it."""
    known = {"(a|aa)+b": lambda t: re.fullmatch("a+b", t), "(x+x+)+y": lambda t: re.fullmatch("xx+y", t)}
    return ("yes" if known[pattern](text) else "no") if pattern in known else verdict(pattern, text)


def main():
    rng = random.Random(7)
    lines = []
    for pattern, texts in CHOSEN:
        for text in texts or [""]:
            lines.append((pattern, text, safe(pattern, text)))
    while len(lines) < 1500:
        pattern = random_pattern(rng)
        for _ in range(5):
            text = "".join(rng.choice("abc01_ .\n-é") for _ in range(rng.randrange(5)))
            lines.append((pattern, text, verdict(pattern, text)))
    with open("patterns.tsv", "w", encoding="utf-8", newline="") as file:
        for pattern, text, result in lines:
            file.write(f"{json.dumps(pattern)}\t{json.dumps(text)}\t{result}\n")


if __name__ == "__main__":
    main()
