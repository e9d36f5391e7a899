import CivilTime
import Foundation
import Statistics
import Tables

/// What twelve detectors of the made city report, and what is wrong with five of them.
struct CityDetectors {
  let seed: UInt64
  let streets: CityStreets
  /// Vehicles an hour by link, in the busiest hour of the morning and of the evening.
  let morning: [Double]
  let evening: [Double]
  let firstDay: CivilDate
  let days: Int
  let calendar: HolidayCalendar

  struct Fault {
    let detector: String
    let kind: String
    /// Quarters of an hour since the first day; the last is not included. Nil: not a matter of
    /// time.
    let steps: Range<Int>?
    let what: String
  }

  private struct Detector {
    let name: String
    let link: Int
  }

  /// All ways in and out of the first signal; the ways to Bridge Street; the Old Bridge; Mill
  /// Street.
  private var detectors: [Detector] {
    let m = streets.middle
    let ids = [
      "W-A0", "A0-W", "A1-A0", "A0-A1", "P0-A0", "A0-P0", "A\(m - 1)-A\(m)", "A\(m + 1)-A\(m)",
      "R\(m)-B\(m)", "B\(m)-R\(m)", "P\(m - 1)-P\(m)", "P\(m)-P\(m - 1)",
    ]
    return ids.enumerated().compactMap { k, id in
      streets.links.firstIndex { $0.id == id }.map { Detector(name: "D\(101 + k)", link: $0) }
    }
  }

  private static let stepsADay = 96

  /// Days of the faults, spread over the weeks.
  func faults() -> [Fault] {
    var draws = RandomStream(seed: seed, "city faults")
    let day = Self.stepsADay
    let stuck = (2 * 7 + draws.integer(below: 3)) * day + 28 + draws.integer(below: 20)
    let out = (days - 13 + draws.integer(below: 3)) * day + draws.integer(below: 60)
    let drift = (days / 2) * day
    return [
      Fault(
        detector: "D108", kind: "stuck", steps: stuck..<stuck + 2 * day,
        what: "reports one and the same number"),
      Fault(detector: "D111", kind: "outage", steps: out..<out + 3 * day, what: "reports nothing"),
      Fault(
        detector: "D110", kind: "drift", steps: drift..<days * day,
        what: "misses more and more vehicles, 35 % in the end"),
      Fault(
        detector: "D109", kind: "place", steps: nil, what: "stands at 0, 0 in the list of stations"),
      Fault(
        detector: "D103", kind: "conservation", steps: 0..<days * day,
        what: "counts 30 % too many, for lorries as two"),
    ]
  }

  struct Incident {
    let name: String
    let links: [String]
    let steps: Range<Int>
    let left: Double
    let what: String
  }

  func incidents() -> [Incident] {
    var draws = RandomStream(seed: seed, "city incidents")
    let (m, day) = (streets.middle, Self.stepsADay)
    // A Tuesday of the second week and a Thursday of the last but one.
    let first = (7 + 1) * day + 66 + draws.integer(below: 4)
    let second = (days - 14 + 3) * day + 30 + draws.integer(below: 4)
    return [
      Incident(
        name: "crash on Main Street", links: ["A\(m - 1)-A\(m)"], steps: first..<first + 7,
        left: 0.35, what: "one lane closed before Bridge Street"),
      Incident(
        name: "Old Bridge closed", links: ["R\(m)-B\(m)", "B\(m)-R\(m)"],
        steps: second..<second + 8, left: 0.04, what: "a lorry stuck on the bridge"),
    ]
  }

  // MARK: - Counts

  /// Vehicles of a quarter of an hour as a share of the busiest hour's, and how far the evening's
  /// pattern has replaced the morning's.
  private static func hour(_ time: Double, isWorkday: Bool) -> (level: Double, evening: Double) {
    func bump(_ centre: Double, _ width: Double) -> Double {
      exp(-0.5 * (time - centre) * (time - centre) / (width * width))
    }
    let evening = time < 9.5 ? 0 : time < 15 ? (time - 9.5) / 5.5 : 1
    guard isWorkday else {
      return (0.03 + 0.55 * bump(14, 3.6) + 0.1 * bump(20, 1.6), 0.5)
    }
    let level =
      0.03 + 0.78 * bump(8, 0.9) + 0.5 * bump(12.6, 2.4) + 0.72 * bump(17.3, 1.25)
      + 0.16 * bump(20.3, 1.5)
    return (level, evening)
  }

  /// The mean level of the hour from 7:30, by which all are divided: it has the trips of the table.
  private static let busiest: Double = {
    let quarters = (0..<4).map { hour(7.5 + (Double($0) + 0.5) / 4, isWorkday: true).level }
    return quarters.reduce(0, +) / 4
  }()

  private static let weekdays = [0.98, 1.0, 1.0, 1.0, 1.03, 0.92, 0.76]

  /// Tables with a row a quarter of an hour and a column a detector: vehicles counted on all days;
  /// per cent of the time occupied and kilometres an hour in the last week.
  func counted() -> (counts: [UInt8], occupancies: [UInt8], speeds: [UInt8]) {
    let list = detectors
    let header = ["timestamp"] + list.map(\.name)
    var counts = CSVWriter(header: header)
    var occupancies = CSVWriter(header: header)
    var speeds = CSVWriter(header: header)
    let (faults, incidents) = (faults(), incidents())
    var city = RandomStream(seed: seed, "city days")
    var own = list.map { RandomStream(seed: seed, "city counts", $0.name) }
    var wave = 0.0
    var stuckAt = [Int?](repeating: nil, count: list.count)
    for day in 0..<days {
      let date = firstDay.adding(days: day)
      let isWorkday = date.weekday <= 5 && calendar.holiday(on: date) == nil
      let weekday = isWorkday ? Self.weekdays[date.weekday - 1] : date.weekday == 6 ? 0.92 : 0.76
      let dayFactor = weekday * exp(0.025 * city.normal())
      for quarter in 0..<Self.stepsADay {
        let step = day * Self.stepsADay + quarter
        wave = 0.8 * wave + 0.018 * city.normal()
        let (level, evening) = Self.hour((Double(quarter) + 0.5) / 4, isWorkday: isWorkday)
        let scale = level / Self.busiest * dayFactor * exp(wave) / 4
        let second = quarter * 900
        let isLastWeek = day >= days - 7
        stamp(&counts, date, second)
        if isLastWeek {
          stamp(&occupancies, date, second)
          stamp(&speeds, date, second)
        }
        for (k, detector) in list.enumerated() {
          let link = streets.links[detector.link]
          var mean = scale
          mean *= (1 - evening) * morning[detector.link] + evening * self.evening[detector.link]
          var slowing = 1.0
          for incident in incidents where incident.steps.contains(step) {
            if incident.links.contains(link.id) {
              mean *= incident.left
              slowing = 0.3
            } else if link.name == "Mill Street" {
              mean *= 1.2
            }
          }
          let vehicles = (try? Poisson(mean: max(mean, 0.02)))?.sample(using: &own[k]) ?? mean
          let noise = own[k].normal()
          let load = 4 * vehicles / Double(link.capacity)
          let speed = max(
            6,
            Double(link.speed) * slowing * (0.97 + 0.03 * noise) / (1 + 0.25 * load * load * load))
          // Six metres of vehicle and loop, at that speed.
          let occupied = min(95, 100 * 4 * vehicles / Double(link.lanes) * 0.006 / speed)
          var shown = Int(vehicles)
          var isOut = false
          for fault in faults where fault.detector == detector.name {
            guard let steps = fault.steps, steps.contains(step) else { continue }
            switch fault.kind {
            case "stuck":
              shown = stuckAt[k] ?? shown
              stuckAt[k] = shown
            case "outage": isOut = true
            case "drift":
              let part = Double(step - steps.lowerBound) / Double(steps.count)
              shown = Int((vehicles * (1 - 0.35 * part)).rounded())
            default: shown = Int((1.3 * vehicles).rounded())
            }
          }
          if isOut { counts.missing() } else { counts.integer(shown) }
          if isLastWeek {
            if isOut { occupancies.missing() } else { occupancies.integer(Int(occupied.rounded())) }
            if isOut || shown == 0 {
              speeds.missing()
            } else {
              speeds.integer(Int(speed.rounded()))
            }
          }
        }
        counts.endRow()
        if isLastWeek {
          occupancies.endRow()
          speeds.endRow()
        }
      }
    }
    return (counts.bytes, occupancies.bytes, speeds.bytes)
  }

  /// `2025-08-11 07:15`
  private func stamp(_ writer: inout CSVWriter, _ date: CivilDate, _ second: Int) {
    writer.text("\(date) \(Self.clock(second))")
  }

  private static func clock(_ second: Int) -> String {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(two(second / 3_600)):\(two(second / 60 % 60))"
  }

  private func time(_ step: Int) -> String {
    let date = firstDay.adding(days: step / Self.stepsADay)
    return "\(date) \(Self.clock(step % Self.stepsADay * 900))"
  }

  // MARK: - What is known

  func stationsCSV() -> [UInt8] {
    var writer = CSVWriter(header: ["detector", "link", "x", "y", "lanes", "street"])
    let lost = faults().filter { $0.kind == "place" }.map(\.detector)
    for detector in detectors {
      let link = streets.links[detector.link]
      let ends = [link.from, link.to].compactMap { name in
        streets.nodes.first { $0.name == name }
      }
      let isLost = lost.contains(detector.name)
      // In the middle of the street.
      writer.text(detector.name)
      writer.text(link.id)
      writer.integer(isLost ? 0 : ends.reduce(0) { $0 + $1.x } / 2)
      writer.integer(isLost ? 0 : ends.reduce(0) { $0 + $1.y } / 2)
      writer.integer(link.lanes)
      writer.text(link.name)
      writer.endRow()
    }
    return writer.bytes
  }

  func faultsCSV() -> [UInt8] {
    var writer = CSVWriter(header: ["detector", "fault", "from", "to", "what"])
    for fault in faults() {
      writer.text(fault.detector)
      writer.text(fault.kind)
      if let steps = fault.steps {
        writer.text(time(steps.lowerBound))
        writer.text(time(steps.upperBound))
      } else {
        writer.missing()
        writer.missing()
      }
      writer.text(fault.what)
      writer.endRow()
    }
    return writer.bytes
  }

  func incidentsCSV() -> [UInt8] {
    var writer = CSVWriter(header: ["incident", "links", "from", "to", "what"])
    for incident in incidents() {
      writer.text(incident.name)
      writer.text(incident.links.joined(separator: " "))
      writer.text(time(incident.steps.lowerBound))
      writer.text(time(incident.steps.upperBound))
      writer.text(incident.what)
      writer.endRow()
    }
    return writer.bytes
  }
}
