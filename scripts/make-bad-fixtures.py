#!/usr/bin/env python3
"""Writes Fixtures/fhir/bad and Fixtures/fhir/edge: small files, one defect (or one oddity) each.

Usage: scripts/make-bad-fixtures.py [--check]

The same bytes come out on every run and machine. With --check nothing is written: the exit status tells
whether the files in the repository are what this script makes.
"""
import json
import pathlib
import struct
import sys
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "fhir"
A = b'{"resourceType":"Patient","id":"a","gender":"female"}'
C = b'{"resourceType":"Patient","id":"c","gender":"male"}'
B = b'{"resourceType":"Patient","id":"b"}'


def lines(*middle, end=b"\n"):
    """A good line, the lines under test, a good line."""
    return b"".join(line + end for line in (A, *middle, C))


def gzipped(data, level=6):
    """One gzip member without name and time, the same with every version of zlib's defaults."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    return head + body + struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def zstandard(data, checksum=None, kind=0):
    """One zstd frame with a raw block (kind 0) or a block of an unknown kind; checksum is its 4 bytes.
    Source: RFC 8878, section 3.1.1."""
    descriptor = 0x20 | (0x04 if checksum is not None else 0)
    flag, size = (0x40, struct.pack("<H", len(data) - 256)) if len(data) >= 256 else \
        (0x00, struct.pack("<B", len(data)))
    head = b"\x28\xb5\x2f\xfd" + bytes([descriptor | flag]) + size
    block = struct.pack("<I", len(data) << 3 | kind << 1 | 1)[:3] + data
    return head + block + (checksum or b"")


def many(count):
    return b"".join(
        b'{"resourceType":"Patient","id":"p%d","birthDate":"%d-01-%02d"}\n'
        % (n, 1940 + n % 70, n % 28 + 1) for n in range(count))


def bad():
    text = many(400)
    packed = gzipped(text)
    small = many(3)
    wrong_sum = bytearray(packed)
    wrong_sum[-8] ^= 0xFF
    broken = bytearray(packed)
    broken[len(broken) // 2] ^= 0xFF
    deep = 3000
    yield "truncated-line.ndjson", lines(B[:-9])
    yield "truncated-last-line.ndjson", A + b"\n" + C + b"\n" + B[:-1]
    yield "two-objects-one-line.ndjson", lines(B + B, B + b" " + B, B + b"," + B, B + b"]")
    yield "bad-utf8.ndjson", lines(
        *(b'{"resourceType":"Patient","id":"b","gender":"' + text + b'"}' for text in (
            b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3", b"\x80", b"\xe2\x82")))
    yield "control-character.ndjson", lines(
        *(b'{"resourceType":"Patient","id":"b' + bytes([byte]) + b'"}' for byte in (1, 9, 13, 31)))
    yield "nul-byte.ndjson", lines(b'{"resourceType":"Patient","id":"b\x00"}', b"\x00", b"\x00" + B)
    yield "control-between.ndjson", lines(b"{\x0c" + B[1:], b"{\xc2\xa0" + B[1:])
    yield "duplicate-key.ndjson", lines(
        b'{"resourceType":"Patient","id":"b","id":"d"}',
        b'{"resourceType":"Patient","id":"b","\\u0069d":"d"}',
        b'{"resourceType":"Patient","id":"b","name":[{"family":"x","given":[],"family":"y"}]}')
    yield "lone-surrogate.ndjson", lines(
        *(b'{"resourceType":"Patient","id":"b","gender":"' + text + b'"}' for text in (
            b"\\ud800", b"\\udc00", b"\\ud83dx", b"\\ude00\\ud83d", b"\\ud83d\\u0041")))
    yield "unknown-escape.ndjson", lines(
        *(b'{"resourceType":"Patient","id":"' + text + b'"}' for text in (
            b"\\x41", b"\\a", b"\\u12", b"\\u12g4", b"\\'", b"\\")))
    yield "no-resource-type.ndjson", lines(
        b'{"id":"b"}', b'{"resourceType":null,"id":"b"}', b'{"resourceType":["Patient"],"id":"b"}',
        b'{"resourceType":7,"id":"b"}', b'{"resourceType":"","id":"b"}', b"{}")
    yield "unknown-resource-type.ndjson", lines(
        b'{"resourceType":"Pateint","id":"b"}', b'{"resourceType":"patient","id":"b"}',
        b'{"resourceType":"DomainResource","id":"b"}', b'{"resourceType":"Patient ","id":"b"}')
    yield "not-object.ndjson", lines(b"[]", b"1", b'"Patient"', b"null", b"true", b"[" + B + b"]")
    yield "syntax.ndjson", lines(
        *(b'{"resourceType":"Patient",' + text for text in (
            b'"id":"b",}', b'"id" "b"}', b'"id":b}', b"'id':'b'}", b'id:"b"}', b'"id":}', b'"id"}',
            b'"id":"b"', b'"active":tru}', b'"active":TRUE}', b'"active":nul}', b'"active":truee}',
            b'"multipleBirthInteger":01}', b'"multipleBirthInteger":+1}', b'"multipleBirthInteger":1.}',
            b'"multipleBirthInteger":.5}', b'"multipleBirthInteger":1e}', b'"multipleBirthInteger":0x1}',
            b'"multipleBirthInteger":-}', b'"multipleBirthInteger":NaN}', b'"name":[1,]}', b'"name":[,1]}',
            b'"name":[1 2]}', b'"name":{1:2}}', b'"name":[}', b'"name":{]}', b',"id":"b"}', b'"id":"b"]',
            b'"id":"b"}}', b'/* b */"id":"b"}')))
    yield "utf16-le.ndjson", (A + b"\n" + C + b"\n").decode().encode("utf-16")
    yield "utf16-be.ndjson", (A + b"\n" + C + b"\n").decode().encode("utf-16-be")
    yield "bom-inside.ndjson", lines(b"\xef\xbb\xbf" + B)
    yield "cr-only.ndjson", b"\r".join((A, B, C))
    yield "pretty-printed.ndjson", json.dumps(json.loads(A), indent=2).encode() + b"\n" + C + b"\n"
    yield "json-array.ndjson", b"[\n" + A + b",\n" + C + b"\n]\n"
    yield "deep-nesting.ndjson", lines(
        b'{"resourceType":"Patient","id":"b","extension":' + b"[" * deep + b"]" * deep + b"}")
    yield "trailing-text.ndjson", lines(B + b" x", B + b"//", B + b";", B + b" 1", B + b"\x00")
    yield "truncated.ndjson.gz", packed[:len(packed) * 2 // 3]
    yield "bad-checksum.ndjson.gz", bytes(wrong_sum)
    yield "corrupt.ndjson.gz", bytes(broken)
    yield "header-only.ndjson.gz", packed[:10]
    yield "second-member-cut.ndjson.gz", gzipped(small) + packed[:40]
    yield "garbage-behind.ndjson.gz", gzipped(small) + b"not gzip at all"
    frame = zstandard(small)
    yield "truncated.ndjson.zst", frame[:len(frame) // 2]
    yield "bad-checksum.ndjson.zst", zstandard(small, b"\x00\x00\x00\x00")
    yield "corrupt.ndjson.zst", zstandard(small, kind=3)
    yield "garbage-behind.ndjson.zst", frame + b"not zstd at all"
    yield "not-json.json", b"<Patient xmlns='http://hl7.org/fhir'/>\n"
    yield "cut-bundle.json", b'{"resourceType":"Bundle","type":"collection","entry":[{"resource":' + B + b"}"
    yield "entry-without-resource.json", \
        b'{"resourceType":"Bundle","entry":[{"fullUrl":"urn:x"},{"resource":' + A + b"},7]}\n"


def edge():
    yield "empty.ndjson", b""
    yield "only-newlines.ndjson", b"\n\n\n"
    yield "blank-lines.ndjson", b"\n" + A + b"\n \t \n\n" + B + b"\r\n\r\n" + C + b"\n\n"
    yield "crlf.ndjson", lines(B, end=b"\r\n")
    yield "bom.ndjson", b"\xef\xbb\xbf" + lines(B)
    yield "no-final-newline.ndjson", lines(B)[:-1]
    yield "white-space.ndjson", b' \t{ "resourceType"\t: "Patient" , "id" :\r"b" , "active": true } \t\r\n'
    yield "key-order.ndjson", lines(
        b'{"id":"b","gender":"other","resourceType":"Patient"}',
        b'{"contact":[{"id":"inner"}],"id":"d","resourceType":"Patient"}',
        b'{"id":"e","contained":[{"resourceType":"Organization","id":"f"}],"resourceType":"Patient"}')
    yield "escaped-keys.ndjson", lines(
        b'{"\\u0072esourceType":"Patient","i\\u0064":"b","gen\\u0064er":"other"}')
    yield "escapes.ndjson", lines(
        rb'{"resourceType":"Patient","id":"b","gender":"\"\\\/\b\f\n\r\t\u0041\u00e9\u4e2d\ud83d\ude00"}',
        '{"resourceType":"Patient","id":"ü","gender":"é中😀\ufdd0\U0010ffff\x7f"}'.encode())
    yield "wrong-types.ndjson", lines(
        b'{"resourceType":"Patient","id":7,"active":"yes","gender":true,"birthDate":19700101}',
        b'{"resourceType":"Patient","id":"d","active":1,"gender":["x"],"birthDate":{"y":1970}}',
        b'{"resourceType":"Patient","id":"e","name":"a text","multipleBirthInteger":"2"}',
        b'{"resourceType":"Patient","id":"f","active":null,"gender":null,"name":null}')
    yield "numbers.ndjson", b"".join(
        b'{"resourceType":"ChargeItem","id":"n%d","factorOverride":%s}\n' % (n, number)
        for n, number in enumerate((
            b"0", b"-0", b"1.50", b"1E3", b"1.5e+3", b"-2.5e-3", b"123456789012345", b"1234567890123456",
            b"0.1234567890123456789", b"9223372036854775807", b"9223372036854775808",
            b"-9223372036854775808", b"1e400", b"100000000000000000000", b"0.000000000000001")))
    yield "references.ndjson", b"".join(
        b'{"resourceType":"Observation","id":"r%d","subject":%s}\n' % (n, subject)
        for n, subject in enumerate((
            b'{"reference":"Patient/a"}', b'{"reference":"http://example.org/fhir/Patient/a"}',
            b'{"reference":"http://example.org/fhir/Patient/a/_history/2"}',
            b'{"reference":"urn:uuid:a"}', b'{"reference":"urn:oid:1.2.3"}', b'{"reference":"#a"}',
            b'{"reference":"a"}', b'{"reference":""}', b'{"reference":"Patient\\/a"}',
            b'{"display":"nobody"}', b'{"reference":null}', b'"Patient/a"', b"null",
            b'{"identifier":{"value":"x"},"reference":"Patient/c"}')))
    yield "mixed-types.ndjson", A + b"\n" + b'{"resourceType":"Organization","id":"a"}\n' + \
        b'{"resourceType":"Bundle","id":"x","entry":[{"resource":' + B + b"}]}\n" + C + b"\n"
    yield "members.ndjson.gz", gzipped(A + b"\n" + B[:20]) + gzipped(B[20:] + b"\n" + C + b"\n")
    yield "frames.ndjson.zst", zstandard(A + b"\n" + B[:20]) + zstandard(B[20:] + b"\n" + C + b"\n")
    yield "gzip-named-plain.ndjson", gzipped(lines(B))
    yield "plain-named-gzip.ndjson.gz", lines(B)
    yield "empty-member.ndjson.gz", gzipped(b"")
    yield "odd ñame [1].ndjson", lines(B)


def main(arguments):
    differing = 0
    for folder, files in (("bad", bad()), ("edge", edge())):
        target = ROOT / folder
        target.mkdir(parents=True, exist_ok=True)
        names = set()
        for name, data in files:
            names.add(name)
            path = target / name
            if "--check" in arguments:
                if not path.exists() or path.read_bytes() != data:
                    print(f"{path.relative_to(ROOT)} is not what this script makes")
                    differing += 1
            else:
                path.write_bytes(data)
        for path in sorted(target.iterdir()):
            if path.name not in names:
                print(f"{path.relative_to(ROOT)} is not made by this script")
                differing += 1
        print(f"{folder}: {len(names)} files")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
