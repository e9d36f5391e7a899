public import CivilTime

/// The start of an interval as files write it: a date, a wall time, a wall time
/// with its offset from UTC, or an integer.
public struct IntervalLabel: Hashable, Sendable {
  public enum Moment: Hashable, Sendable {
    case integer(Int64)
    case date(CivilDate)
    case wall(WallTime)
    /// Local wall time and its offset from UTC in seconds.
    case zoned(WallTime, offset: Int)
  }
  public var moment: Moment
  /// As it stands in the file.
  public var text: String

  /// Reads ISO 8601 as the outputs write it; nil for anything else.
  public init?(_ text: String) {
    self.text = text
    if let number = Int64(text) {
      moment = .integer(number)
      return
    }
    let bytes = Array(text.utf8)
    func digits(_ range: Range<Int>) -> Int? {
      guard range.upperBound <= bytes.count else { return nil }
      var value = 0
      for byte in bytes[range] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = digits(0..<4), let month = digits(5..<7), let day = digits(8..<10),
      let date = CivilDate(validYear: year, month: month, day: day)
    else { return nil }
    if bytes.count == 10 {
      moment = .date(date)
      return
    }
    guard bytes.count >= 16, bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " "),
      bytes[13] == UInt8(ascii: ":"), let hour = digits(11..<13), let minute = digits(14..<16),
      hour < 24, minute < 60
    else { return nil }
    var second = 0
    var end = 16
    if bytes.count >= 19, bytes[16] == UInt8(ascii: ":") {
      guard let given = digits(17..<19), given < 60 else { return nil }
      second = given
      end = 19
    }
    let wall = WallTime(date: date, secondOfDay: hour * 3_600 + minute * 60 + second)
    guard bytes.count > end else {
      moment = .wall(wall)
      return
    }
    guard let offset = ISO8601.offset(from: String(decoding: bytes[end...], as: UTF8.self)) else {
      return nil
    }
    moment = .zoned(wall, offset: offset)
  }

  /// What the local clock shows; nil on an integer axis.
  public var wallTime: WallTime? {
    switch moment {
    case .integer: nil
    case .date(let date): WallTime(date: date)
    case .wall(let wall), .zoned(let wall, _): wall
    }
  }

  /// A position on an even axis: seconds (UTC where the offset is known), or the
  /// integer.
  public var position: Int64 {
    switch moment {
    case .integer(let number): number
    case .date(let date): WallTime(date: date).wallSeconds
    case .wall(let wall): wall.wallSeconds
    case .zoned(let wall, let offset): wall.wallSeconds - Int64(offset)
    }
  }
}

extension IntervalLabel {
  /// The label of a wall time, with its offset where one is known.
  public init(wall: WallTime, offset: Int?) {
    if let offset {
      moment = .zoned(wall, offset: offset)
      text = "\(wall)\(ISO8601.offsetText(offset))"
    } else {
      moment = .wall(wall)
      text = "\(wall)"
    }
  }

  /// Seconds the local clock is ahead of UTC; nil where no zone is known.
  public var offset: Int? {
    if case .zoned(_, let offset) = moment { offset } else { nil }
  }

  /// The label so many seconds later, on the same offset; nil where this is not
  /// a time.
  public func adding(seconds: Int64) -> IntervalLabel? {
    switch moment {
    case .integer, .date: nil
    case .wall(let wall):
      IntervalLabel(wall: WallTime(wallSeconds: wall.wallSeconds + seconds), offset: nil)
    case .zoned(let wall, let offset):
      IntervalLabel(wall: WallTime(wallSeconds: wall.wallSeconds + seconds), offset: offset)
    }
  }
}
