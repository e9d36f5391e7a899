import CivilTime
import Forecasting
import Foundation
import Tables

/// Alarms on single series with labelled windows, as the Numenta Anomaly Benchmark (NAB)
/// keeps them: a file a series (`timestamp,value`) and `nab_labels_windows.json`.
///
/// The first 15 % of each series is the probationary period of that benchmark: it is learnt
/// from, and no alarm is raised in it. A window is found where an alarm lies inside it; a
/// false alarm is an incident (alarms less than two hours apart) without an alarm inside
/// any window. Weeks are those of the calendar, the probationary period left out.
enum AlarmStudy {
  static let labels = "nab_labels_windows.json"

  static func run(directory: String, emit: (String) -> Void) {
    guard let data = FileManager.default.contents(atPath: directory + "/" + labels),
      let windows = try? JSONDecoder().decode([String: [[String]]].self, from: data)
    else { return }
    for name in windows.keys.sorted() {
      let file = name.split(separator: "/").last.map(String.init) ?? name
      guard let series = series(directory + "/" + file) else { continue }
      let spans = (windows[name] ?? []).compactMap { pair -> ClosedRange<Double>? in
        let ends = pair.compactMap(second)
        return ends.count == 2 && ends[0] <= ends[1] ? ends[0]...ends[1] : nil
      }
      let cpu = Stopwatch.cpuSeconds
      let departures = AlarmBaseline.departures(seconds: series.seconds, values: series.values)
      for rate in [0.5, 1, 2] {
        let first = Int(0.15 * Double(series.values.count))
        let incidents = AlarmMonitor(alarmsPerWeek: rate).incidents(
          seconds: series.seconds, departures: departures, from: first)
        emit(line(file, rate, incidents, series.seconds, from: first, spans, cpu))
      }
    }
  }

  private static func line(
    _ file: String, _ rate: Double, _ incidents: [Incident], _ seconds: [Double], from first: Int,
    _ spans: [ClosedRange<Double>], _ cpu: Double
  ) -> String {
    func hits(_ incident: Incident, _ span: ClosedRange<Double>) -> Bool {
      incident.alarmPlaces.contains { span.contains(seconds[$0]) }
    }
    let found = spans.count { span in incidents.contains { hits($0, span) } }
    let isFalse = incidents.filter { incident in !spans.contains { hits(incident, $0) } }
    let weeks = (seconds[seconds.count - 1] - seconds[first]) / 604_800
    return Measurement.line(
      study: "detectors", case: "alarms \(file) at \(rate) a week", measure: "windows_found",
      value: Double(found),
      more: [
        "windows": Double(spans.count), "false_alarms": Double(isFalse.count), "weeks": weeks,
        "false_alarms_per_week": Double(isFalse.count) / weeks,
        "incidents": Double(incidents.count),
        "began_outside": Double(
          incidents.count { incident in
            !spans.contains { $0.contains(seconds[incident.start]) }
          }),
        "cpu_seconds": Stopwatch.cpuSeconds - cpu,
      ])
  }

  private static func series(_ path: String) -> (seconds: [Double], values: [Double])? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    var seconds: [Double] = []
    var values: [Double] = []
    for row in String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).dropFirst()
    {
      let cells = row.split(separator: ",", maxSplits: 1).map(String.init)
      guard cells.count == 2, let time = second(cells[0]), let value = Double(cells[1]) else {
        continue
      }
      guard time >= seconds.last ?? -.infinity else { continue }
      seconds.append(time)
      values.append(value)
    }
    return seconds.count > 100 ? (seconds, values) : nil
  }

  /// Wall-clock seconds since 1970-01-01 of "2015-07-27 10:56:00", fractions left out.
  private static func second(_ text: String) -> Double? {
    guard let date = CivilDate(iso8601: String(text.prefix(10))) else { return nil }
    let clock = text.dropFirst(11).prefix(8).split(separator: ":").compactMap { Double($0) }
    guard clock.count == 3 else { return nil }
    return Double(date.daysSinceEpoch) * 86_400 + 3_600 * clock[0] + 60 * clock[1] + clock[2]
  }
}
