"""Figures beside a bare baseline of the same run; they print and assert nothing."""
