public import CivilTime
import Foundation
import Statistics
import Tables

/// The log of a made-up sanitation department: requests that come with season and weekday, and
/// crews that close them, one by one.
///
/// A request can be worked once it was looked at, some working days after it came. Crews then
/// close a Poisson number on each working day: with chance `newestShare` one of the newer ones,
/// else the oldest. From `changeDay` on some crews are lent elsewhere from March to October, the
/// first weeks with a handover on top, and requests are looked at later; nothing else changes, and
/// the backlog grows every busy season although no more comes in.
public struct SanitationSimulation: Sendable {
  public var seed: UInt64
  public var firstDay: CivilDate
  public var days: Int
  public var changeDay: CivilDate
  public var calendar: HolidayCalendar

  public init(
    seed: UInt64, firstDay: CivilDate, days: Int, changeDay: CivilDate, calendar: HolidayCalendar
  ) {
    self.seed = seed
    self.firstDay = firstDay
    self.days = days
    self.changeDay = changeDay
    self.calendar = calendar
  }

  static let wards = 12
  private static let perDay = 9.0
  private static let weekdays = [1.37, 1.3, 1.21, 1.12, 1.01, 0.54, 0.45]
  private static let newestShare = 0.72
  /// What crews close in a working day: all of them, without those lent, and in the handover.
  private static let pace = 19.0
  private static let lentPace = 13.3
  private static let handoverPace = 5.0
  private static let handoverDays = 24
  /// Chance that a request is looked at on a working day, before the change and since.
  private static let lookedAt = 0.42
  private static let lookedAtLater = 0.16
  /// One request in so many is entered twice.
  private static let duplicateEvery = 17

  private struct Request {
    var day: Int
    var ward: Int
    var closed: Int?
  }

  /// The log: `request_id`, `created`, `closed`, `duplicate`, `ward`.
  public func csv() -> [UInt8] {
    let requests = requests()
    var writer = CSVWriter(header: ["request_id", "created", "closed", "duplicate", "ward"])
    var number = 0
    func write(_ request: Request, isDuplicate: Bool) {
      number += 1
      writer.integer(number)
      writer.text(firstDay.adding(days: request.day).description)
      if let closed = request.closed {
        writer.text(firstDay.adding(days: closed).description)
      } else {
        writer.missing()
      }
      writer.integer(isDuplicate ? 1 : 0)
      writer.integer(request.ward + 1)
      writer.endRow()
    }
    for (place, request) in requests.enumerated() {
      write(request, isDuplicate: false)
      if place % Self.duplicateEvery == Self.duplicateEvery - 1 {
        write(request, isDuplicate: true)
      }
    }
    return writer.bytes
  }

  private func requests() -> [Request] {
    var comes = RandomStream(seed: seed, "sanitation requests")
    var work = RandomStream(seed: seed, "sanitation crews")
    var all: [Request] = []
    // Places in `all`: not looked at yet, and to be worked, each oldest first.
    var fresh: [Int] = []
    var open: [Int] = []
    for day in 0..<days {
      let date = firstDay.adding(days: day)
      let mean = Self.perDay * season(date) * Self.weekdays[date.weekday - 1]
      let spread = exp(0.22 * comes.normal() - 0.0242)
      let count = (try? Poisson(mean: mean * spread))?.sample(using: &comes) ?? mean
      for _ in 0..<Int(count) {
        fresh.append(all.count)
        // Wards differ in size: the first have more.
        let u = comes.uniform()
        all.append(Request(day: day, ward: Int(u * u.squareRoot() * Double(Self.wards))))
      }
      guard date.weekday <= 5, calendar.holiday(on: date)?.isClosed != true else { continue }
      var waiting: [Int] = []
      let chance = date < changeDay ? Self.lookedAt : Self.lookedAtLater
      for place in fresh {
        if work.uniform() < chance { open.append(place) } else { waiting.append(place) }
      }
      fresh = waiting
      open.sort()
      let pace = pace(date)
      var capacity = Int((try? Poisson(mean: pace))?.sample(using: &work) ?? pace)
      while capacity > 0, !open.isEmpty {
        capacity -= 1
        let isNew = work.uniform() < Self.newestShare
        // Not always the very last: crews pass through one part of the city at a time.
        let recent = min(open.count, 40)
        let place =
          isNew ? open.count - 1 - work.integer(below: recent) : 0
        all[open.remove(at: place)].closed = day
      }
    }
    return all
  }

  private func pace(_ date: CivilDate) -> Double {
    guard date >= changeDay, (3...10).contains(date.month) else { return Self.pace }
    return date < changeDay.adding(days: Self.handoverDays) ? Self.handoverPace : Self.lentPace
  }

  /// The middle of the year is busy, winters are quiet.
  private func season(_ date: CivilDate) -> Double {
    let turn = 2 * Double.pi * (Double(date.dayOfYear) - 170) / 365.25
    return 1 + 0.3 * cos(turn) + 0.05 * cos(2 * turn)
  }
}
