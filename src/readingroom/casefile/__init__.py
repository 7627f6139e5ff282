"""The case document: types, schema, validation, completeness, order, difference. No Django."""
