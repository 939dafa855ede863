"""Writes cases.json: templates with what Jinja 3.1.6 makes of them.

Usage: python make-cases.py (with jinja2 3.1.6 and no other packages)

One case a line: the template, its variables, and the output, or the line of the error where Jinja
refuses it. The environment is dbt's: no trimming of blocks, `do`, `break` and `continue`.
"""

import json
import os

import jinja2
from jinja2.sandbox import SandboxedEnvironment

CONTEXT = {
    "name": "person",
    "columns": ["person_id", "birth_date", "gender"],
    "numbers": [3, 1, 2, 2],
    "mixed": [1, 2.5, "x", True, None, [1], {"a": 1}],
    "nested": {"a": {"b": [10, 20, {"c": "deep"}]}, "items": 5},
    "people": [
        {"name": "Ann", "age": 41, "city": "Ulm"},
        {"name": "bob", "age": 7, "city": "Bonn"},
        {"name": "Cyd", "age": 41, "city": "ulm"},
        {"name": "Dan", "age": None, "city": "Bonn"},
    ],
    "empty": [],
    "zero": 0,
    "flag": True,
    "nothing": None,
    "text": "  Hello, World  ",
    "words": "the quick brown fox jumps over the lazy dog",
    "lines": "one\ntwo\n\nthree",
    "umlaut": "Größe café 日本",
    "quote": "it's",
    "both": "it's \"so\"",
}

EXPRESSIONS = r"""
1 + 2 * 3
(1 + 2) * 3
2 ** 3 ** 2
-2 ** 2
7 // 2
-7 // 2
7 // -2
-7 % 3
7 % -3
7.5 // 2
-7.5 % 2
5.0 % -3
1 / 2
4 / 2
1 + 1.0
1e3
1.5e-7
1_000
0x1f
0b101
0o17
10 ** 15 * 1.0
10.0 ** 16
123456789012345678
0.1 + 0.2
1e100
1e-5
0.0001
100000.0 * 3
-0.0
3.0
1e22
2 ** -1
true + true
true and 1
0 or 'x'
none or false
'' and 1
not 1
not none
not not 1
1 < 2 < 3
1 < 3 < 2
1 == 1.0
true == 1
'a' < 'b'
'a' == 'A'
[1, 2] < [1, 3]
(1, 'a') == (1, 'a')
[1] == (1,)
{'a': 1} == {'a': 1.0}
none == none
none == false
1 in numbers
5 not in numbers
'er' in name
'x' in nested
'a' in nested
not 1 in numbers
1 ~ 2
'a' ~ 1.0 ~ none ~ true
'a' 'b' "c"
'a' * 3
[1] * 2
3 * 'ab'
'a' + 'b'
[1] + [2, 3]
(1,) + (2,)
1 if flag else 2
1 if zero else 2
1 if zero
'yes' if flag and not zero else 'no'
1 if zero else 2 if zero else 3
name
nothing
flag
mixed
nested
columns
(1,)
()
(1, 2)
1, 2
[]
{}
{'a': [1, (2, 3)], 1: none}
[1.0, 'a', "it's", 'q"q', 'both\'"', '\n\t\\', 'é']
quote ~ [quote]
[both]
nested.a.b[2].c
nested['a']['b'][0]
nested.a.b.1
nested.items is callable
nested['items']
nested.missing
nested.missing is defined
missing
missing is defined
missing is undefined
missing | default('d')
nothing | default('d')
nothing | default('d', true)
'' | default('d', boolean=true)
nested.missing | default(0) + 1
columns[0]
columns[-1]
columns[10]
columns[10] is defined
columns[1:]
columns[:2]
columns[::-1]
columns[-2:]
columns[5:]
name[0]
name[1:3]
name[::-1]
umlaut[1]
umlaut[-2:]
umlaut | length
name | upper
name | upper | lower | capitalize
'hello wORLD-foo (bar) [baz' | title
'hello wORLD-foo' | capitalize
text | trim
'xxaxx' | trim('x')
name.upper()
name.title()
'hello wORLD o\'neil x1y'.title()
text.strip()
text.lstrip()
text.rstrip()
'xyaxy'.strip('xy')
'a,b,,c'.split(',')
'a,b,,c'.split(',', 1)
'a,b,,c'.rsplit(',', 1)
' a  b '.split()
' a  b c '.split(none, 1)
' a  b c '.rsplit(none, 1)
''.split()
''.split(',')
lines.splitlines()
'a-b'.replace('-', '_')
'aaa'.replace('a', 'b', 2)
'aaa' | replace('a', 'b', 2)
'abc' | replace('', '-')
1 | replace(1, 2)
name.startswith('per')
name.startswith(('x', 'p'))
name.endswith('son')
name.find('s')
name.find('z')
umlaut.find('c')
name.index('s')
name.count('s')
'aaaa'.count('aa')
'a.b.c'.partition('.')
'a.b.c'.rpartition('.')
'abc'.partition('x')
'-'.join(columns)
'42'.zfill(5)
'-42'.zfill(5)
'ab'.ljust(5) ~ '|'
'ab'.rjust(5, '.') ~ '|'
'ab'.center(5, '*')
'abc'.center(6, '*')
'12'.isdigit()
'1a'.isdigit()
'ab'.isalpha()
'a1'.isalnum()
'AB'.isupper()
'ab'.islower()
' '.isspace()
'abc'.removeprefix('a')
'abc'.removesuffix('c')
'aBc'.swapcase()
'{} {}'.format(1, 'a')
'{0}-{1}-{0}'.format('a', 'b')
'{a}/{b!r}'.format(a=1, b='x')
'{:>6}|{:<6}|{:^6}|'.format('a', 'b', 'c')
'{:06.2f}'.format(3.14159)
'{:,}'.format(1234567)
'{:,.2f}'.format(1234567.891)
'{:d} {:x} {:b} {:o} {:X}'.format(42, 255, 5, 8, 255)
'{:.1%}'.format(0.256)
'{:e}'.format(12345.678)
'{:g} {:g}'.format(0.00001, 1234567.0)
'{{}} {}'.format(1)
'{:+d}'.format(5)
'{0[a]} {0[b]}'.format({'a': 1, 'b': 2})
'{:{}}|'.format('x', 4)
'%s and %s' % ('a', 1)
'%s' % name
'%d%%' % 42
'%05.2f' % 3.14159
'%-6s|' % 'ab'
'%6s|' % 'ab'
'%x' % 255
'%(a)s-%(b)d' % {'a': 'x', 'b': 3}
'%s %r' | format('a', 'b')
'%(a)s' | format(a=1)
'%.3e' % 12345.6789
'%g' % 0.0001
'%g' % 1e20
'%s' % [1, 2]
'%5d|%-5d|%+d' % (42, 42, 42)
'%.0f %.0f %.0f' % (0.5, 1.5, 2.5)
'%.2f' % 2.675
'%.20f' % 0.1
'%c' % 'x'
-5 | abs
-5.5 | abs
'42' | int
'42.7' | int
'abc' | int
'abc' | int(7)
'ff' | int(base=16)
'0x1F' | int(0, 16)
' 12 ' | int
3.99 | int
-3.99 | int
none | int
'3.5' | float
'abc' | float
'1e3' | float
'.5' | float
'5.' | float
3 | float
2.5 | round
3.5 | round
2.675 | round(2)
1234.5678 | round(2)
1234.5678 | round(-2)
2.4 | round(0, 'ceil')
2.6 | round(method='floor')
2.123 | round(2, 'ceil')
5 | round
5 | round(2)
1e300 | round(2)
columns | first
columns | last
empty | first
empty | last
columns | length
columns | count
nested | length
name | list
nested | list
columns | join(', ')
columns | join
numbers | join('-')
people | join(', ', attribute='name')
numbers | sum
numbers | sum(start=10)
[0.1, 0.2] | sum
people[:3] | sum(attribute='age')
numbers | max
numbers | min
['b', 'A', 'c'] | max
['b', 'A', 'c'] | min
['a', 'A'] | max(case_sensitive=true)
people[:3] | max(attribute='age')
empty | max
numbers | sort
numbers | sort(reverse=true)
['b', 'A', 'c'] | sort
['b', 'A', 'c'] | sort(case_sensitive=true)
people | sort(attribute='name') | map(attribute='name') | list
people[:3] | sort(attribute='age,name') | map(attribute='name') | list
people[:3] | sort(attribute='age', reverse=true) | map(attribute='name') | list
numbers | unique | list
['a', 'A', 'b'] | unique | list
['a', 'A', 'b'] | unique(case_sensitive=true) | list
people | unique(attribute='city') | map(attribute='name') | list
columns | reverse | list
name | reverse
columns | map('upper') | list
columns | map('replace', '_', '-') | join(' ')
people | map(attribute='age') | list
people | map(attribute='height', default=1) | list
numbers | select('odd') | list
numbers | select('gt', 1) | list
numbers | reject('equalto', 2) | list
mixed | select | list
people | selectattr('age') | map(attribute='name') | list
people | selectattr('city', 'equalto', 'Bonn') | map(attribute='name') | list
people | rejectattr('age', 'none') | map(attribute='name') | list
people | selectattr('name', 'in', ['Ann', 'bob']) | list | length
columns | batch(2) | list
columns | batch(2, 'x') | list
[1, 2, 3, 4, 5, 6, 7] | slice(3) | list
[1, 2, 3, 4, 5, 6, 7] | slice(3, 0) | list
people | groupby('city')
people | groupby('city', case_sensitive=true) | map(attribute='grouper') | list
people | groupby('height', default='?') | map(attribute='0') | list
nested | dictsort
{'b': 1, 'A': 2} | dictsort
{'b': 1, 'A': 2} | dictsort(true)
{'b': 1, 'A': 2} | dictsort(by='value', reverse=true)
{'b': 1, 'A': 2} | items | list
{'b': 1, 'A': 2}.items() | list
{'b': 1, 'A': 2}.keys() | list
{'b': 1, 'A': 2}.values() | list
{'b': 1}.get('b')
{'b': 1}.get('c')
{'b': 1}.get('c', 5)
{'b': 1}.pop('b')
{'b': 1}.setdefault('c', 3)
{'b': 1} | tojson
mixed | tojson
{'b': [1, {'c': none}], 'a': "<x> & 'y'"} | tojson
{'a': [1, 2], 'b': {}} | tojson(indent=2)
umlaut | tojson
[1.0, 1e20, 0.1, -5] | tojson
lines | indent
lines | indent(2, true)
lines | indent('> ', blank=true)
words | truncate(20)
words | truncate(20, true)
words | truncate(20, end='…', leeway=0)
words | truncate(42)
words | wordcount
umlaut | wordcount
name | center(20) ~ '|'
'<a href="x">' | escape
'<b>' | e
'a b/ü' | urlencode
5 | string ~ 5
none | string
[1, 'a'] | string
1 is number
'1' is number
1.0 is float
1 is integer
true is integer
true is boolean
true is number
1 is true
true is true
false is false
0 is false
none is none
name is string
columns is iterable
name is iterable
5 is iterable
columns is sequence
nested is mapping
nested is sequence
range is callable
name is callable
3 is odd
4 is even
9 is divisibleby 3
9 is divisibleby(4)
3 is eq 3
3 is equalto(3)
3 is ne 4
3 is lt 4
3 is le 3
3 is gt 2
3 is ge 4
3 is in [1, 2, 3]
3 is not in [1, 2]
nothing is sameas none
'A' is upper
'a' is lower
5 is not none
missing is not defined
3 is odd and 4 is even
1 is odd if flag else 2
'upper' is filter
'nope' is filter
'odd' is test
range(3) | list
range(1, 10, 3) | list
range(5, 0, -2) | list
range(0) | list
dict(a=1, b='x')
dict({'a': 1}, b=2)
dict([['a', 1], ['b', 2]])
{'a': 1, 'a': 2}
{1: 'a', 1.0: 'b', true: 'c'}
[[1, 2], [3]] | map('join', '-') | list
[[1, 2], [3]] | sum(start=[])
columns.index('gender')
columns.count('gender')
'abc' < 'abd' and 'Z' < 'a'
'' is defined
"\x41\u00e9\t\101"
'a\qb'
1 == '1'
none is defined
[missing]
missing | list
missing | length
missing ~ 'x'
missing == missing2
not missing
missing and 1
missing or 'x'
missing | join(',')
umlaut | upper
umlaut | lower
umlaut.title()
'ß' | upper
'straße'.upper()
'İ' | lower | length
'%s' % (name,)
(1, 2, 3)[1]
(1, 2, 3)[::2]
'abc'['upper']()
'a' in ['a'] and 'b' not in ['a']
-1 | abs
-columns | length
+5
- 5
1 - -1
1 if true else missing.x
false and missing.x
true or missing.x
[1, [2, [3, [4]]]]
{'a': {'b': {'c': ()}}}
4 | round(1) | int
1.0 | int ~ 2
((1, 2), (3, 4)) | list
numbers | sort | first
columns | select('ne', 'gender') | join(' || ')
{'k': 'v'}['k']
{'k': 'v'}.k
'a' ~ ('b' if flag) ~ 'c'
'a' ~ ('b' if zero) ~ 'c'
1,
[1, 2,]
{'a': 1,}
cycler('a', 'b').next()
"a" if name == "person" else "b"
'x'.join(['a'])
'1' ~ 2 + 3
2 ~ 3 * 2
1 + 2 ~ 3
nested.a.b | last
nested.a.b | map('string') | list
['1', '2'] | map('int') | sum
['x', none, ''] | select | list
['x', none, ''] | reject('none') | list
3.0 == 3
9007199254740993 == 9007199254740992.0
9223372036854775807
1e16
12345678901234567.0
1.5 // 0.1
5 // 0.3
1e308 * 10
-7 // 2.0
0.5 + 0.25
1/3
2/3*100
100 * 1.1
'%.15g' % 0.1
'%5.1f|' % -0.04
'{:.3}'.format(1234.5)
'{:10.3f}|'.format(2.5)
'{!s:>5}'.format(none)
'{:<5}|{:>5}'.format(1, true)
'{0:%}'.format(1)
'{:c}' is string
'ab' 'cd' | upper
"line1
line2"
"""

ERRORS = r"""
missing.x
missing()
missing + 1
1 + missing
missing['x']
nested.missing.x
nested.missing()
-missing
missing < 1
missing | upper | nofilter
1 is notest
1 / 0
1 // 0
1 % 0
1.0 / 0
'a' + 1
1 + 'a'
[1] + 'a'
'a' < 1
none < 1
{} < {}
1 in 5
1 in 'abc'
name()
5()
name.nomethod()
columns.pop(99)
columns.index('x')
{'a': 1}.pop('z')
{[1]: 2}
'%d' % 'a'
'%s %s' % ('a',)
'%s' % (1, 2)
'{}'.format()
'{a}'.format(b=1)
'{'.format(1)
'}'.format(1)
'{:d}'.format('a')
range(1, 2, 0)
range(1000000)
range()
5 | list
5 | length
none | length
5 | join
5 | sum
['a', 1] | sort
['a'] | sum
'x' | abs
5 | dictsort
5 | items | list
'x' | round
2 | round(1, 'up')
numbers | map | list
numbers | map('nope') | list
numbers | select('nope') | list
'' .split('')
'x'.join([1])
'abc'.index('z')
columns | batch
missing | int
missing | float
name.upper(1)
name.replace('a')
columns.append()
columns.insert(1)
'a' | truncate(1)
namespace(1)
dict(1)
dict([1])
cycler()
missing | tojson
range | tojson
1[0].x
"""

SYNTAX = [
    "{{ 1 + }}", "{{ (1 }}", "{{ [1, 2 }}", "{{ {1: } }}", "{{ 'abc }}", "{{ a b }}", "{{ }}",
    "{{ 1 | }}", "{{ a. }}", "{{ a[ }}", "{{ a[] }}", "{{ @ }}", "{{ a ? b }}", "{{ not }}",
    "{{ a is }}", "{{ f(a=1, 2) }}", "{{ f(**a, *b) }}", "{{ f(a b) }}", "{{ ) }}", "{{ 1 +",
    "{% if %}x{% endif %}", "{% if x %}", "a\nb\n{% if x %}\nc", "{% endif %}", "{% else %}",
    "{% for %}{% endfor %}", "{% for x %}{% endfor %}", "{% for x in %}{% endfor %}",
    "{% for 1 in x %}{% endfor %}", "{% for x in y %}{% endif %}", "{% if x %}{% endfor %}",
    "{% set %}", "{% set 1 = 2 %}", "{% set x %}", "{% set true = 1 %}", "{% nosuch %}",
    "{% macro %}{% endmacro %}", "{% macro m %}{% endmacro %}", "{% macro m(a=1, b) %}{% endmacro %}",
    "{% macro m( %}", "{% call x %}{% endcall %}", "{% filter %}{% endfilter %}", "{# never",
    "{% raw %} never", "{% %}", "{{ {% }}", "{{ a }", "{% if x }", "a\n{{ 1 +\n }}",
    "{% with %}", "{% do %}", "{% break %}", "{{ x if }}", "{{ 'a' is not }}", "{{ 1 is 1 }}",
    "{{ 1.2.3.x y }}", "{{ 0777 }}", "{{ [}] }}", "{% set x = %}", "{% elif x %}",
    "{% if a %}{% else %}{% else %}{% endif %}", "{{ a | b | }}", "{{ 3x }}",
]

TEMPLATES = [
    "", "\n", "a\n", "a\n\n", "a\r\nb\rc\n", "{{ 1 }}\n", "plain { text } % # }} %}",
    "a {# comment #} b", "a {#- comment -#} b", "a\n {#- c -#} \n b", "{# a {{ b }} {% c %} #}x",
    "{% raw %}{{ x }} {% if %}{% endraw %}", "a {%- raw -%} {{ x }} {%- endraw -%} b",
    "a {% raw -%}  {{ x }}  {% endraw %} b", "{{- 1 -}}", "a {{- 1 -}} b", "a \n {{- 1 }} \n b",
    "a {{ 1 -}} \n b", "a {%- if flag %} b {%- endif %} c", "a {% if flag -%} b {% endif -%} c",
    "a\n{%- if flag -%}\nb\n{%- endif -%}\nc", "a\n  {% if flag %}\n  b\n  {% endif %}\nc\n",
    "a {%+ if flag +%} b {%+ endif %}", "{{+ 1 }}", "{{ {'a': {'b': 1}}['a']['b'] }}",
    "{{ {'a': {}} }}", "{{ '}}' }}", "{{ \"%}\" }}", "{% set x = '%}' %}{{ x }}",
    "{% if flag %}a{% elif zero %}b{% else %}c{% endif %}",
    "{% if zero %}a{% elif flag %}b{% else %}c{% endif %}",
    "{% if zero %}a{% elif nothing %}b{% else %}c{% endif %}", "{% if missing %}a{% endif %}b",
    "{% if flag: %}a{% endif %}",
    "{% for c in columns %}{{ c }}{% if not loop.last %}, {% endif %}{% endfor %}",
    "{% for c in columns %}{{ loop.index }}/{{ loop.length }} {{ loop.index0 }} {{ loop.revindex }} "
    "{{ loop.revindex0 }} {{ loop.first }} {{ loop.last }} {{ loop.depth }}{{ loop.depth0 }}\n{% endfor %}",
    "{% for c in columns %}[{{ loop.previtem }}|{{ c }}|{{ loop.nextitem }}]{% endfor %}",
    "{% for c in columns %}{{ loop.cycle('odd', 'even') }} {% endfor %}",
    "{% for p in people %}{% if loop.changed(p.city | lower) %}{{ p.city }}: {% endif %}{{ p.name }} {% endfor %}",
    "{% for c in empty %}x{% else %}none{% endfor %}", "{% for c in missing %}x{% else %}none{% endfor %}",
    "{% for c in columns if c != 'gender' %}{{ loop.index }}{{ c }} {% endfor %}",
    "{% for c in columns if zero %}x{% else %}none{% endfor %}",
    "{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}={{ v }};{% endfor %}",
    "{% for (k, v) in [(1, 2), (3, 4)] %}{{ k }}{{ v }} {% endfor %}",
    "{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}",
    "{% for k in {'a': 1, 'b': 2} %}{{ k }}{% endfor %}", "{% for c in 'abc' %}{{ c }}-{% endfor %}",
    "{% for x in 1, 2, 3 %}{{ x }}{% endfor %}", "{% for i in range(3) %}{{ i }}{% endfor %}",
    "{% for i in range(5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}",
    "{% for i in range(2) %}{% for j in range(2) %}{{ i }}{{ j }}{{ loop.index }} {% endfor %}{{ loop.index }};{% endfor %}",
    "{% for n in [{'v': 1, 'c': [{'v': 2, 'c': [{'v': 3}]}]}, {'v': 4}] recursive %}"
    "{{ loop.depth }}:{{ n.v }}{% if n.c %}({{ loop(n.c) }}){% endif %}{% endfor %}",
    "{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = x + 1 %}{{ x }} {% endfor %}{{ x }}",
    "{% set x = 1 %}{% if flag %}{% set x = 2 %}{% endif %}{{ x }}",
    "{% set ns = namespace(n=0) %}{% for i in range(4) %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}",
    "{% set ns = namespace({'a': 1}, b=2) %}{{ ns.a }}{{ ns.b }}{{ ns.c }}{{ ns }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set (a, b) = [1, 2] %}{{ a }}{{ b }}",
    "{% set x %}a {{ name }} b{% endset %}[{{ x }}]", "{% set x | upper | trim %}  a  {% endset %}[{{ x }}]",
    "{% set x = [] %}{% do x.append(1) %}{% do x.extend([2, 3]) %}{{ x }}",
    "{% set x = [] %}{% set y = x %}{% do y.append(1) %}{{ x }}",
    "{% set _ = columns.append('x') %}{{ columns }}", "{% set x = {} %}{% do x.update({'a': 1}, b=2) %}{{ x }}",
    "{% set x = [3, 1, 2] %}{{ x.pop() }}{{ x.pop(0) }}{% do x.insert(0, 9) %}{{ x }}",
    "{% set x = [3, 1, 2] %}{% do x.sort() %}{{ x }}{% do x.reverse() %}{{ x }}{% do x.remove(1) %}{{ x }}",
    "{% set x = [1] %}{% set y = x.copy() %}{% do y.append(2) %}{{ x }}{{ y }}{% do x.clear() %}{{ x }}",
    "{% set x = {'a': 1} %}{{ x.setdefault('b', 2) }}{{ x.setdefault('a', 3) }}{{ x }}{{ x.pop('a') }}{{ x }}",
    "{% set x = {'a': 1, 'b': 2, 'c': 3} %}{% do x.pop('a') %}{% do x.update({'a': 4}) %}{{ x }}{{ x.b }}{{ x.c }}{{ x.popitem() }}",
    "{% set x = [1, 2] %}{% do x.append(x) %}{{ x }}",
    "{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(1, 3) }} {{ m(b=4, a=5) }} {{ m() }}",
    "{% macro m(a, b=a) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}",
    "{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, x=3) }}",
    "{% macro m(a) %}{{ a }}{{ varargs | join(',') }}{% endmacro %}{{ m(1, 2, 3) }}",
    "{% macro m(a) %}{% for k, v in kwargs.items() %}{{ k }}{{ v }}{% endfor %}{% endmacro %}{{ m(1, x=2, y=3) }}",
    "{% macro m(x) %}<{{ caller() }}>{{ x }}{% endmacro %}{% call m(1) %}body {{ name }}{% endcall %}",
    "{% macro m(items) %}{% for i in items %}{{ caller(i, loop.index) }}{% endfor %}{% endmacro %}"
    "{% call(x, n) m([5, 6]) %}[{{ x }}{{ n }}]{% endcall %}",
    "{% macro a(x) %}({{ x }}){% endmacro %}{% macro b(x) %}{{ a(x) }}{{ a(x + 1) }}{% endmacro %}{{ b(1) }}",
    "{% macro f(n) %}{% if n > 0 %}{{ n }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(5) }}",
    "{% set x = 1 %}{% macro m() %}{{ x }}{% endmacro %}{% set x = 2 %}{{ m() }}",
    "{% macro m() %}{% set x = 5 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}",
    "{% macro m(*args) %}{% endmacro %}", "{{ m() }}{% macro m() %}x{% endmacro %}",
    "{% macro m(a, a2=none) %}{{ a2 is none }}{% endmacro %}{{ m(1) }}{{ m(1, 2) }}{{ m.name }}",
    "{% macro m() %}  a  {% endmacro %}[{{ m() | trim }}]", "{% macro m(x) %}{{ x is defined }}{% endmacro %}{{ m() }}{{ m(1) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(*[1]) }}{{ m(**{'a': 2}) }}{{ m(*(3,)) }}",
    "{% macro m(a, b, c) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1, *[2], **{'c': 3}) }}",
    "{% macro m() %}a{% endmacro %}{{ m(1) }}", "{% macro m() %}a{% endmacro %}{{ m(x=1) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, a=2) }}",
    "{% macro m() %}{{ caller is defined }}{% endmacro %}{{ m() }}{% call m() %}{% endcall %}",
    "{% macro m() %}{% if caller %}{{ caller() }}{% else %}no{% endif %}{% endmacro %}{{ m() }}{% call m() %}yes{% endcall %}",
    "{% filter upper %}a {{ name }}{% endfilter %}", "{% filter replace('a', 'b') | upper %}banana{% endfilter %}",
    "{% with a=1, b=2 %}{{ a }}{{ b }}{% endwith %}{{ a }}", "{% with %}{% set a = 1 %}{{ a }}{% endwith %}{{ a }}",
    "{% set a = 1 %}{% with a=2, b=a %}{{ a }}{{ b }}{% endwith %}",
    "{% print 1, 2 %}", "{{ 1, 2 }}", "{% do 1 + 1 %}x", "{{ '{{' }}", "{{ '' }}", "{{ none }}",
    "{% set j = joiner('|') %}{% for i in range(3) %}{{ j() }}{{ i }}{% endfor %}",
    "{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}",
    "{% for g in people | groupby('city') %}{{ g.grouper }}: {{ g.list | length }} {{ g[0] }};{% endfor %}",
    "{% for city, items in people | groupby('city') %}{{ city }}={{ items | map(attribute='name') | join('+') }} {% endfor %}",
    "{% for row in columns | batch(2) %}{{ row | join('/') }};{% endfor %}",
    "{{ people | map(attribute='name') | map('upper') | join(', ') }}",
    "{% if 'a' in nested and nested.a.b is iterable %}y{% endif %}",
    "{% if name == 'person' or missing.x %}y{% endif %}",
    "a{% if flag %}{% endif %}b", "{% for x in [] %}{% endfor %}x", "{%if flag%}x{%endif%}", "{{name}}",
    "{%- set x = 1 -%}\n\n{{ x }}\n\n{%- set y = 2 %}\n", " {%- if flag -%} x {%- endif -%} ",
    "{% set x = 'a' if flag else 'b' %}{{ x }}", "{% set f = name.upper %}{{ f() }}",
    "{% set d = {'f': range} %}{{ d.f(3) | list }}", "{{ range(3)[1] }}", "{{ loop is defined }}",
    "{% for i in [1] %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}",
    "{% set x = [1, 2, 3] %}{% for i in x %}{{ i }}{% endfor %}{{ i }}",
    "{% for i in [1, 2] %}{% set y = i %}{% endfor %}{{ y }}",
    "{% for i in [3, 4] %}{{ i }}{% else %}x{% endfor %}{{ loop }}",
    "{{ 'a\nb' }}", "{{ \"tab\\t|\" }}", "äöü {{ 'ü' }} 日本", "{{ umlaut }} {{ columns|length }}", "line\n\n\n{{ 1 }}\n\n\n",
]

DBT = [
    # The shapes of real projects: models, macros, loops over columns, white space control.
    """{{ config_text }}
with source as (

    select * from {{ name }}

),

renamed as (

    select
    {%- for column in columns %}
        {{ column }} as {{ column | upper }}{{ "," if not loop.last }}
    {%- endfor %}
    from source

)

select * from renamed
""",
    """{%- set payment_methods = ["bank_transfer", "credit_card", "gift_card"] -%}

select
    order_id,
    {%- for payment_method in payment_methods %}
    sum(case when payment_method = '{{ payment_method }}' then amount end) as {{ payment_method }}_amount
    {%- if not loop.last %},{% endif -%}
    {% endfor %}
from raw_payments
group by 1
""",
    """{% set methods = ['a', 'b'] %}
select
{% for m in methods %}
  sum({{ m }}) as {{ m }}_amount,
{% endfor %}
  sum(x) as total
from t
{% if flag %}
where updated_at > (select max(updated_at) from this)
{% endif %}
""",
    """{% macro cents_to_dollars(column_name, scale=2) %}
    ({{ column_name }} / 100)::numeric(16, {{ scale }})
{% endmacro %}
select
  id as payment_id,
  {{ cents_to_dollars('amount') }} as amount_usd,
  {{- cents_to_dollars('fee', scale=4) | trim }} as fee
from app_data.payments
""",
    """{%- macro surrogate(fields) -%}
{%- set parts = [] -%}
{%- for field in fields -%}
    {%- do parts.append("coalesce(cast(" ~ field ~ " as text), '')") -%}
    {%- if not loop.last %}
        {%- do parts.append("'-'") -%}
    {%- endif -%}
{%- endfor -%}
md5({{ parts | join(' || ') }})
{%- endmacro -%}
select {{ surrogate(columns) }} as id
""",
    """{% macro union(relations, source_column=none) -%}
{%- for relation in relations %}
    (
        select
            {% if source_column -%} cast('{{ relation }}' as text) as {{ source_column }}, {%- endif %}
            {% for col in columns -%}
                {{ col }} {%- if not loop.last %},{% endif -%}
            {%- endfor %}
        from {{ relation }}
    )
    {% if not loop.last -%}
        union all
    {% endif -%}
{%- endfor -%}
{%- endmacro %}
{{ union(['a', 'b'], 'src') }}
""",
    """{% macro pivot(column, values, alias=True, agg='sum', cmp='=', prefix='', then_value=1, else_value=0) %}
  {% for value in values %}
    {{ agg }}(
      case
      when {{ column }} {{ cmp }} '{{ value }}'
        then {{ then_value }}
      else {{ else_value }}
      end
    )
    {% if alias %}
        as {{ prefix ~ value }}
    {% endif %}
    {% if not loop.last %},{% endif %}
  {% endfor %}
{% endmacro %}
select {{ pivot('size', ['S', 'M'], prefix='n_') }} from t""",
    """{%- set ages = [(0, 17), (18, 64), (65, none)] -%}
case
{%- for low, high in ages %}
    when age >= {{ low }}{% if high is not none %} and age <= {{ high }}{% endif %} then '{{ low }}-{{ high if high is not none else '+' }}'
{%- endfor %}
end
""",
    """{% macro except(all, without) %}
{%- set kept = [] %}
{%- for c in all if c | lower not in without | map('lower') | list %}
{%- do kept.append(c) %}
{%- endfor %}
{{- kept | join(',\\n    ') -}}
{% endmacro %}
select
    {{ except(columns, ['GENDER']) }}
from x""",
    """{% set sql %}
    select '{{ name }}' as n
{% endset %}
{%- set lines = sql.strip().split('\\n') -%}
{{ lines | length }}: {{ sql | trim }};
""",
    """{% macro lit(value) %}{% if value is none %}null{% elif value is number %}{{ value }}{% elif value is boolean %}{{ 1 if value else 0 }}{% else %}'{{ value | replace("'", "''") }}'{% endif %}{% endmacro %}
{% for v in [none, 1, 2.5, true, "it's"] -%}
{{ lit(v) }}{{ ', ' if not loop.last }}
{%- endfor %}""",
    """{% macro date_spine(start, end) %}
with recursive days(d) as (
    select {{ start }}
    union all
    select date(d, '+1 day') from days where d < {{ end }}
)
select d from days
{% endmacro %}
{{ date_spine(start="'2020-01-01'", end="'2020-12-31'") }}""",
    """-- {{ name }}
{#- a comment that goes #}
{# and one
   over lines -#}
select 1
{%- if not flag %} where 1 = 0 {%- endif %}
""",
    """{% for p in people if p.age is not none -%}
select {{ loop.index }} as id, '{{ p.name }}' as name, {{ p.age }} as age
{% if not loop.last %}union all{% endif %}
{% endfor %}""",
    """{{ dict(a=1, b=[1, 2]) | tojson }} {{ '%s_%02d' % (name, 7) }} {{ "{:,}".format(1234567) }}""",
]


def cases():
    for line in joined(EXPRESSIONS):
        yield "{{ " + line + " }}"
    for line in ERRORS.strip().split("\n"):
        yield "{{ " + line + " }}"
    yield from SYNTAX
    yield from TEMPLATES
    yield from DBT


def joined(text):
    """Lines, but the one text that goes over two."""
    lines = text.strip("\n").split("\n")
    out = []
    for line in lines:
        if line.startswith("line2"):
            out[-1] += "\n" + line
        else:
            out.append(line)
    return out


def main():
    environment = SandboxedEnvironment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"])
    lines = []
    for template in cases():
        # A fresh copy: templates change lists.
        context = json.loads(json.dumps(CONTEXT))
        case = {"template": template}
        try:
            case["output"] = environment.from_string(template).render(context)
        except jinja2.TemplateSyntaxError as error:
            case["line"] = error.lineno
        except Exception as error:  # noqa: BLE001 (whatever Python raises is an error of the template)
            case["error"] = type(error).__name__
        lines.append(json.dumps(case, ensure_ascii=False))
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "cases.json"), "w", encoding="utf-8", newline="\n") as file:
        file.write("[\n" + json.dumps(CONTEXT, ensure_ascii=False) + ",\n")
        file.write(",\n".join(lines) + "\n]\n")


main()
