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
    "AL": ["Confederate Memorial Day", "Jefferson Davis Birthday"],
    "CO": ["Frances Xavier Cabrini Day"],
    "CT": ["Lincoln's Birthday", "Good Friday"],
    "DE": ["Good Friday", "Election Day", "Day After Thanksgiving"],
    "FL": ["Friday After Thanksgiving"],
    "IN": ["Good Friday"],
    "KY": ["Good Friday"],
    "MD": ["American Indian Heritage Day"],
    "MI": ["Election Day", "Day After Thanksgiving", "Christmas Eve", "New Year's Eve"],
    "MS": ["Confederate Memorial Day"],
    "MT": ["Election Day"],
    "NC": ["Good Friday", "Day After Thanksgiving", "Christmas Eve"],
    "NH": ["Election Day", "Day After Thanksgiving"],
    "NJ": ["Good Friday", "Election Day"],
    "OK": ["Day After Thanksgiving"],
    "PA": ["Day After Thanksgiving"],
    "RI": ["Victory Day"],
    "SD": ["Native Americans' Day"],
    "TN": ["Good Friday"],
    "VA": ["Election Day", "Day After Thanksgiving"],
    "WA": ["Native American Heritage Day"],
    "WI": ["Christmas Eve", "New Year's Eve"],
    "WV": ["West Virginia Day", "Election Day", "Day After Thanksgiving"],
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
