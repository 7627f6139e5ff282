"""Scoring, calibration and spacing: functions of values, without Django and without a clock."""
