#!/usr/bin/env python3
"""tests/lib/schema_check.py OPENAPI NAME <REPLY - checks a JSON reply against a schema.

OPENAPI is the file of GET /v1/schema, NAME a schema of its components. Knows the words of JSON
Schema that the file uses; fails at any other word. A member that an object has and its schema
lacks is a fault, too. Prints one line for each fault.
"""
import json
import sys

TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
WORDS = {"type", "properties", "required", "items", "const", "description", "$ref"}


def faults(schema, value, schemas, place):
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    for word in set(schema) - WORDS:
        yield f"{place}: the schema has the word {word}, which this checker does not know"
    if "const" in schema and value != schema["const"]:
        yield f"{place}: is {value!r}, not {schema['const']!r}"
    wanted = TYPES.get(schema.get("type"), object)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        yield f"{place}: is no {schema['type']}"
        return
    for name in schema.get("required", []):
        if name not in value:
            yield f"{place}: lacks {name}"
    if isinstance(value, dict) and "properties" in schema:
        for name, member in value.items():
            if name in schema["properties"]:
                yield from faults(schema["properties"][name], member, schemas, f"{place}.{name}")
            else:
                yield f"{place}: has {name}, which the schema lacks"
    if isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from faults(schema["items"], item, schemas, f"{place}[{number}]")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schemas = json.load(file)["components"]["schemas"]
    found = list(faults(schemas[sys.argv[2]], json.load(sys.stdin), schemas, sys.argv[2]))
    print("\n".join(found[:20]), end="")
    sys.exit(bool(found))


main()
