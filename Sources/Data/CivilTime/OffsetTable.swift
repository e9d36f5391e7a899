/// One kind of local time: an offset, a flag and a name.
struct LocalTimeType: Hashable, Sendable {
  /// Seconds east of UTC.
  var offset: Int
  var isDaylight: Bool
  var abbreviation: String
}

/// A stretch of time in which one local time type holds: `start ..< end` in
/// seconds since the epoch, `Int64.min` and `.max` where it is unbounded.
struct OffsetSpan: Sendable {
  var start: Int64
  var end: Int64
  var type: LocalTimeType
}

/// The transitions of a zone, in order, and the rule that continues them.
final class OffsetTable: Sendable {
  /// Largest offset accepted, in seconds (RFC 9636, section 3.2, allows just
  /// under 25 hours west and 26 hours east).
  static let largestOffset = 26 * 3_600

  /// Seconds since the epoch, strictly ascending.
  let times: [Int64]
  /// Into `types`, one a transition.
  let typeIndices: [UInt8]
  let types: [LocalTimeType]
  /// Continues after the last transition.
  let rule: PosixRule?
  let fingerprint: UInt64

  init(times: [Int64], typeIndices: [UInt8], types: [LocalTimeType], rule: PosixRule?) {
    self.times = times
    self.typeIndices = typeIndices
    self.types = types
    self.rule = rule
    var hash = FNV1a()
    for time in times { hash.add(UInt64(bitPattern: time)) }
    for index in typeIndices { hash.add(UInt64(index)) }
    for type in types + (rule.map { [$0.standard] + ($0.daylight.map { [$0.type] } ?? []) } ?? []) {
      hash.add(UInt64(bitPattern: Int64(type.offset)))
      hash.add(type.isDaylight ? 1 : 0)
      for byte in type.abbreviation.utf8 { hash.add(UInt64(byte)) }
    }
    if let daylight = rule?.daylight {
      for edge in [daylight.start, daylight.end] {
        for part in edge.parts { hash.add(UInt64(bitPattern: Int64(part))) }
      }
    }
    fingerprint = hash.value
  }

  convenience init(fixed offset: Int, abbreviation: String) {
    let type = LocalTimeType(offset: offset, isDaylight: false, abbreviation: abbreviation)
    self.init(times: [], typeIndices: [], types: [type], rule: nil)
  }

  convenience init(rule: PosixRule) {
    self.init(times: [], typeIndices: [], types: [rule.standard], rule: rule)
  }

  var isFixed: Bool { times.isEmpty && rule?.daylight == nil }

  /// How many transitions lie at or before `time`.
  private func rank(of time: Int64) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func type(at time: Int64) -> LocalTimeType {
    let rank = rank(of: time)
    if rank == times.count, let rule { return rule.type(at: time) }
    return rank == 0 ? types[0] : types[Int(typeIndices[rank - 1])]
  }

  /// The span that holds `time`.
  func span(at time: Int64) -> OffsetSpan {
    let rank = rank(of: time)
    let start = rank == 0 ? Int64.min : times[rank - 1]
    if rank == times.count, let rule {
      // The rule may change over before the last listed transition; what it
      // says counts only from there on.
      var span = rule.span(at: time)
      span.start = max(span.start, start)
      return span
    }
    let type = rank == 0 ? types[0] : types[Int(typeIndices[rank - 1])]
    return OffsetSpan(start: start, end: rank < times.count ? times[rank] : Int64.max, type: type)
  }
}

/// The 64-bit FNV-1a hash (Fowler, Noll & Vo): the same on every run.
struct FNV1a {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ word: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      value = (value ^ ((word >> UInt64(shift)) & 0xff)) &* 0x100_0000_01b3
    }
  }
}
