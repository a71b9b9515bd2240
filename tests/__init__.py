"""Tests that read like stories."""
