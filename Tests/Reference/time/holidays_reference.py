"""Golden dates for HolidayCalendar, from the Python package "holidays".

Writes holidays.csv (calendar, date, name) from an implementation independent of
ours, and easter.csv (Easter Sundays) from python-dateutil.

    pip install holidays && python3 holidays_reference.py
"""
import csv, datetime as dt, os
import holidays

HERE = os.path.dirname(os.path.abspath(__file__))
out = csv.writer(open(f"{HERE}/holidays.csv", "w"), lineterminator="\n")
out.writerow(["calendar", "date", "name"])
years = range(1986, 2031)
for calendar, days in [
    # The federal categories: government offices, with substitutes.
    ("us-federal", holidays.US(years=years, observed=True)),
    ("uk-england-wales", holidays.UK(subdiv="ENG", years=years, observed=True)),
]:
    for date, name in sorted(days.items()):
        if date.year in years:
            out.writerow([calendar, date, name])
easter = csv.writer(open(f"{HERE}/easter.csv", "w"), lineterminator="\n")
easter.writerow(["date"])
from dateutil.easter import easter as western
for year in range(1583, 2500, 7):
    easter.writerow([western(year)])
