import CivilTime

/// What the scanning loop touches of a column: plain values and pointers.
struct ColumnState {
  enum Kind: UInt8 {
    case skip, number, integer, text
    /// Year-first times, which have a fast path.
    case isoTime
    /// All other times.
    case time
  }
  var kind: Kind = .skip
  /// The decimal sign.
  var decimal: UInt8 = 0
  var isDeclared = false
  /// For times: whether offsets are required (else forbidden), and what was seen.
  var hasOffset = false
  var sawTimeOfDay = false
  /// Values of the rows not yet moved to the column's array, 8 bytes each (4 for codes).
  var values: UnsafeMutableRawPointer
  var missing: UnsafeMutablePointer<Bool>
  /// The ten bytes of the last year-first date, and its wall seconds.
  var dateHead: UInt64 = 0
  var dateTail: UInt64 = 0
  var daySeconds: Int64 = 0
  /// The texts so far, owned by the builder.
  var dictionary: Unmanaged<TextDictionary>?
  /// Whether some texts make their row a problem, so that each must be looked up.
  var hasFaultyTexts = false
  /// The last text.
  var lastText: UnsafePointer<UInt8>
  var lastLength = -1
  var lastCode: Int32 = -1
}

/// Gathers the values of one kept column.
final class ColumnBuilder {
  let plan: ColumnPlan
  /// The distinct texts of a text column, nil for others.
  let dictionary: TextDictionary?
  private var doubles: [Double] = []
  private var integers: [Int64] = []
  private var codes: [Int32] = []
  private var missing: [Bool] = []
  /// Whether the column holds doubles although its plan says integers.
  private(set) var isWidened = false
  /// Codes of texts that make their row a problem.
  var faultyCodes: [Int32: Fault] = [:]
  /// Line of the first value with a fraction, where `isWidened`.
  var widenedLine = 0
  /// Whether fractions of a second were dropped.
  var droppedFractions = false

  init(plan: ColumnPlan) {
    self.plan = plan
    if case .text = plan.reading { dictionary = TextDictionary() } else { dictionary = nil }
  }

  func reserve(_ rows: Int) {
    missing.reserveCapacity(rows)
    switch plan.reading {
    case .number: doubles.reserveCapacity(rows)
    case .integer, .time: integers.reserveCapacity(rows)
    case .text: codes.reserveCapacity(rows)
    }
  }

  /// Takes over the first `count` rows of the chunk.
  func append(_ state: ColumnState, _ count: Int) {
    missing.append(contentsOf: UnsafeBufferPointer(start: state.missing, count: count))
    switch state.kind {
    case .skip: break
    case .number:
      let values = state.values.assumingMemoryBound(to: Double.self)
      doubles.append(contentsOf: UnsafeBufferPointer(start: values, count: count))
    case .integer, .isoTime, .time:
      let values = state.values.assumingMemoryBound(to: Int64.self)
      integers.append(contentsOf: UnsafeBufferPointer(start: values, count: count))
    case .text:
      let values = state.values.assumingMemoryBound(to: Int32.self)
      codes.append(contentsOf: UnsafeBufferPointer(start: values, count: count))
    }
  }

  /// Makes doubles of the integers so far, those in the chunk included: the
  /// conversion rounds as reading the digits would.
  func widen(_ state: inout ColumnState, _ count: Int) {
    isWidened = true
    doubles = zip(integers, missing).map { $1 ? .nan : Double($0) }
    integers = []
    let whole = state.values.assumingMemoryBound(to: Int64.self)
    let values = state.values.assumingMemoryBound(to: Double.self)
    for row in 0..<count {
      let value = state.missing[row] ? Double.nan : Double(whole[row])
      values[row] = value
    }
    state.kind = .number
  }

  /// The finished column.
  ///
  /// - Parameters:
  ///   - rowsWereSetAside: whether the dictionary may hold texts of rows not kept.
  ///   - decoder: makes text of bytes.
  func column(
    _ state: ColumnState, rowsWereSetAside: Bool, decoder: inout TextDecoder
  ) -> Column {
    let values: ColumnValues
    switch plan.reading {
    case .number: values = .double(doubles)
    case .integer: values = isWidened ? .double(doubles) : .integer(integers)
    case .time:
      let kind: TimeColumn.Kind =
        state.hasOffset ? .instant : state.sawTimeOfDay ? .wall : .date
      values = .time(TimeColumn(kind: kind, seconds: integers))
    case .text:
      var strings: [String] = []
      let before = decoder.convertedTexts
      if let dictionary {
        strings.reserveCapacity(dictionary.count)
        for code in 0..<dictionary.count { strings.append(decoder.decode(dictionary.text(code))) }
      }
      var text = CodedText(codes: codes, dictionary: strings)
      if rowsWereSetAside || decoder.convertedTexts > before { text = text.compacted() }
      values = .text(text)
    }
    return Column(name: plan.name, values: values, missing: missing)
  }
}

extension CodedText {
  /// With equal texts merged and unused ones dropped, in order of first appearance.
  func compacted() -> CodedText {
    var newCode = [Int32](repeating: -1, count: dictionary.count)
    // Keyed by bytes: two spellings of one accent stay two texts, as everywhere else.
    var codeOfText: [[UInt8]: Int32] = [:]
    var result = CodedText(codes: [], dictionary: [])
    result.codes.reserveCapacity(codes.count)
    for code in codes {
      guard code >= 0 else {
        result.codes.append(-1)
        continue
      }
      if newCode[Int(code)] < 0 {
        let text = dictionary[Int(code)]
        let key = Array(text.utf8)
        if let known = codeOfText[key] {
          newCode[Int(code)] = known
        } else {
          newCode[Int(code)] = Int32(result.dictionary.count)
          codeOfText[key] = newCode[Int(code)]
          result.dictionary.append(text)
        }
      }
      result.codes.append(newCode[Int(code)])
    }
    return result
  }
}
