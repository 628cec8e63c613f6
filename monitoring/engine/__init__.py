"""Runs check types on plain data. Knows no models and no database."""
