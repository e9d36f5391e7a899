"""Dates of holidays of single states, 2015-2030, by the Python package `holidays`.

Only holidays that this package dates by the state's own law are asked for; the ones every
state shares are in holidays.csv. Writes us-states.csv: state, name, date.
"""
import csv
import holidays

WANTED = {
    "MA": ["Patriots' Day"],
    "ME": ["Patriots' Day"],
    "AK": ["Seward's Day", "Alaska Day"],
    "LA": ["Mardi Gras", "Good Friday", "Election Day"],
    "TX": ["Texas Independence Day", "San Jacinto Day", "Lyndon Baines Johnson Day",
           "Friday After Thanksgiving", "Christmas Eve", "Day After Christmas"],
    "NY": ["Election Day", "Lincoln's Birthday"],
    "HI": ["Prince Jonah Kuhio Kalanianaole Day", "Kamehameha Day", "Statehood Day"],
    "UT": ["Pioneer Day"],
    "NV": ["Nevada Day", "Family Day"],
    "VT": ["Town Meeting Day", "Bennington Battle Day"],
    "NE": ["Arbor Day"],
    "MO": ["Truman Day"],
    "DC": ["Emancipation Day"],
}
with open("us-states.csv", "w", newline="") as out:
    rows = csv.writer(out)
    rows.writerow(["state", "name", "date"])
    for state, names in WANTED.items():
        found = holidays.US(subdiv=state, years=range(2015, 2031), observed=False)
        for date, label in sorted(found.items()):
            for name in label.split("; "):
                if name in names:
                    rows.writerow([state.lower(), name, date.isoformat()])
