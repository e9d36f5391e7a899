import CivilTime
import Foundation
import Queueing
import Tables

/// Call by call: what the files of a folder say of the days of a centre.
///
/// A line a call with `type, date, vru_exit, q_time, outcome, ser_time`. Call-backs and internet
/// support have people of their own and are left out, as are calls marked as phantoms.
struct CallLog {
  struct Call {
    /// Seconds after midnight.
    var arrival: Double
    var wait: Double
    var isAnswered: Bool
    /// Seconds with an agent; 0 where none was.
    var service: Double
  }

  struct Day {
    var date: CivilDate
    var calls: [Call]

    /// Calls by half hour of the day.
    var counts: [Double] {
      var counts = [Double](repeating: 0, count: CallLogStudy.slots)
      for call in calls { counts[CallLog.slot(of: call)] += 1 }
      return counts
    }
  }

  /// From the first date to the last, without gaps.
  let days: [Day]

  static func slot(of call: Call) -> Int {
    min(CallLogStudy.slots - 1, Int(call.arrival) / CallLogStudy.slotSeconds)
  }

  init(directory: String) throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
      .filter { $0.hasSuffix(".csv") }
    var byDate: [CivilDate: [Call]] = [:]
    for file in files {
      var options = ReadOptions()
      for name in ["type", "date", "vru_exit", "q_time", "outcome", "ser_time"] {
        options.types[name] = .text
      }
      let table = try TableReader.read(path: "\(directory)/\(file)", options: options).table
      func column(_ name: String) -> [String] {
        guard case .text(let text)? = table[name]?.values else { return [] }
        return text.codes.map { $0 < 0 ? "" : text.dictionary[Int($0)] }
      }
      let (types, dates, exits) = (column("type"), column("date"), column("vru_exit"))
      let (waits, ends, services) = (column("q_time"), column("outcome"), column("ser_time"))
      for row in types.indices where !["TT", "IN"].contains(types[row]) && ends[row] != "PHANTOM" {
        guard let date = CallLog.date(dates[row]), let time = CallLog.seconds(exits[row]),
          time < 86_400, let wait = Double(waits[row]), let service = Double(services[row])
        else { continue }
        byDate[date, default: []].append(
          Call(
            arrival: time, wait: max(0, wait), isAnswered: ends[row] == "AGENT",
            service: max(0, service)))
      }
    }
    let dates = byDate.keys.sorted()
    guard let first = dates.first, let last = dates.last else {
      days = []
      return
    }
    days = (first.daysSinceEpoch...last.daysSinceEpoch).map {
      let date = CivilDate(daysSinceEpoch: $0)
      return Day(date: date, calls: (byDate[date] ?? []).sorted { $0.arrival < $1.arrival })
    }
  }

  /// `990201` is the first of February 1999.
  private static func date(_ text: String) -> CivilDate? {
    guard text.count == 6, let number = Int(text) else { return nil }
    let year = number / 10_000
    return CivilDate(
      validYear: year + (year < 70 ? 2_000 : 1_900), month: number / 100 % 100,
      day: number % 100)
  }

  private static func seconds(_ text: String) -> Double? {
    let parts = text.split(separator: ":").compactMap { Double($0) }
    return parts.count == 3 ? parts[0] * 3_600 + parts[1] * 60 + parts[2] : nil
  }
}
