"""Merchants' own files as catalogue rows: native JSONL, CSV with a mapping, Shopify, Google Merchant, WooCommerce.

A format yields `Row`s in the native form of design.md, and a `Problem` for each line that it refuses.
"""
