"""Reads a CSV or Parquet file with nothing but Python's standard library and prints it as JSON: an array of rows, each an object.

The Parquet half is written from the format's specification (https://parquet.apache.org/docs/file-format/), so that what we write is understood by somebody
else than the library that wrote it: Thrift compact protocol, data pages of version 1 and 2, PLAIN, dictionary, RLE and DELTA_BINARY_PACKED, Snappy and gzip.
"""
import csv
import json
import struct
import sys
import zlib


class Thrift:
    """Thrift compact protocol: structs as dictionaries by field number."""

    def __init__(self, data, pos=0):
        self.data, self.pos = data, pos

    def varint(self):
        value = shift = 0
        while True:
            byte = self.data[self.pos]
            self.pos += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7

    def zigzag(self):
        value = self.varint()
        return (value >> 1) ^ -(value & 1)

    def value(self, kind):
        if kind in (1, 2):
            return kind == 1
        if kind == 3:
            self.pos += 1
            return struct.unpack_from("b", self.data, self.pos - 1)[0]
        if kind in (4, 5, 6):
            return self.zigzag()
        if kind == 7:
            self.pos += 8
            return struct.unpack_from("<d", self.data, self.pos - 8)[0]
        if kind == 8:
            length = self.varint()
            self.pos += length
            return self.data[self.pos - length:self.pos]
        if kind in (9, 10):
            head = self.data[self.pos]
            self.pos += 1
            count = head >> 4 if head >> 4 < 15 else self.varint()
            return [self.element(head & 15) for _ in range(count)]
        if kind == 12:
            return self.struct()
        raise ValueError(f"thrift type {kind}")

    def element(self, kind):
        if kind in (1, 2):
            self.pos += 1
            return self.data[self.pos - 1] == 1
        return self.value(kind)

    def struct(self):
        fields, last = {}, 0
        while True:
            head = self.data[self.pos]
            self.pos += 1
            if head == 0:
                return fields
            last = last + (head >> 4) if head >> 4 else self.zigzag()
            fields[last] = self.value(head & 15)


def snappy(data):
    reader = Thrift(data)
    size, out = reader.varint(), bytearray()
    pos = reader.pos
    while pos < len(data):
        tag = data[pos]
        pos += 1
        if tag & 3 == 0:
            length = tag >> 2
            if length >= 60:
                extra = length - 59
                length = int.from_bytes(data[pos:pos + extra], "little")
                pos += extra
            out += data[pos:pos + length + 1]
            pos += length + 1
            continue
        if tag & 3 == 1:
            length, offset = (tag >> 2 & 7) + 4, (tag >> 5) << 8 | data[pos]
            pos += 1
        else:
            width = 2 if tag & 3 == 2 else 4
            length, offset = (tag >> 2) + 1, int.from_bytes(data[pos:pos + width], "little")
            pos += width
        for _ in range(length):
            out.append(out[-offset])
    assert len(out) == size
    return bytes(out)


def decompress(codec, data):
    return {0: lambda: data, 1: lambda: snappy(data), 2: lambda: zlib.decompress(data, 31)}[codec]()


def hybrid(data, pos, width, count):
    """RLE and bit-packing hybrid."""
    values = []
    while len(values) < count:
        reader = Thrift(data, pos)
        head = reader.varint()
        pos = reader.pos
        if head & 1:
            size = (head >> 1) * width
            bits = int.from_bytes(data[pos:pos + size], "little")
            values += [bits >> i * width & (1 << width) - 1 for i in range((head >> 1) * 8)]
            pos += size
        else:
            size = (width + 7) // 8
            values += [int.from_bytes(data[pos:pos + size], "little")] * (head >> 1)
            pos += size
    return values[:count]


def delta(data):
    reader = Thrift(data)
    block, miniblocks, total, value = reader.varint(), reader.varint(), reader.varint(), reader.zigzag()
    values = [value]
    while len(values) < total:
        smallest = reader.zigzag()
        widths = data[reader.pos:reader.pos + miniblocks]
        reader.pos += miniblocks
        for width in widths:
            if len(values) >= total:
                break
            count = block // miniblocks
            size = count * width // 8
            bits = int.from_bytes(data[reader.pos:reader.pos + size], "little")
            reader.pos += size
            for i in range(count):
                value += smallest + (bits >> i * width & (1 << width) - 1 if width else 0)
                value = (value + 2 ** 63) % 2 ** 64 - 2 ** 63
                if len(values) < total:
                    values.append(value)
    return values


def plain(kind, data, count):
    if kind == 6:
        values, pos = [], 0
        for _ in range(count):
            length = struct.unpack_from("<i", data, pos)[0]
            values.append(data[pos + 4:pos + 4 + length].decode("utf-8"))
            pos += 4 + length
        return values
    return list(struct.unpack_from(f"<{count}{ {1: 'i', 2: 'q', 5: 'd'}[kind] }", data))


def column(data, meta):
    kind, codec, total = meta[1], meta[4], meta[5]
    pos, values, dictionary = min(meta[9], meta.get(11, meta[9])), [], []
    while len(values) < total:
        reader = Thrift(data, pos)
        page = reader.struct()
        body = data[reader.pos:reader.pos + page[3]]
        pos = reader.pos + page[3]
        if page[1] == 2:
            dictionary = plain(kind, decompress(codec, body), page[7][1])
            continue
        if page[1] == 0:
            count, encoding = page[5][1], page[5][2]
            body = decompress(codec, body)
            size = struct.unpack_from("<i", body)[0]
            present = hybrid(body, 4, 1, count)
            body = body[4 + size:]
        else:
            header = page[8]
            count, encoding = header[1], header[4]
            levels = header[5] + header[6]
            present = hybrid(body, header[6], 1, count)
            body = body[levels:]
            if header.get(7, True):
                body = decompress(codec, body)
        here = sum(present)
        if here == 0:
            found = []
        elif encoding == 0:
            found = plain(kind, body, here)
        elif encoding in (2, 8):
            found = [dictionary[i] for i in hybrid(body, 1, body[0], here)] if body[0] else [dictionary[0]] * here
        elif encoding == 5:
            found = delta(body)
        else:
            raise ValueError(f"encoding {encoding}")
        found = iter(found)
        values += [next(found) if one else None for one in present]
    return values


def parquet(path):
    data = open(path, "rb").read()
    assert data[:4] == data[-4:] == b"PAR1"
    length = struct.unpack("<i", data[-8:-4])[0]
    footer = Thrift(data, len(data) - 8 - length).struct()
    assert all(one[3] == 1 for one in footer[2][1:]), "every column is optional"
    names = [one[4].decode() for one in footer[2][1:]]
    rows = []
    for group in footer[4]:
        columns = [column(data, chunk[3]) for chunk in group[1]]
        rows += [dict(zip(names, row)) for row in zip(*columns)]
    assert len(rows) == footer[3]
    return rows


path = sys.argv[1]
json.dump(parquet(path) if path.endswith(".parquet") else list(csv.DictReader(open(path, newline="", encoding="utf-8"))), sys.stdout)
