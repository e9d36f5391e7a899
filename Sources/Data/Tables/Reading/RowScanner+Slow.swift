/// Everything a field may be besides its common shape, and what becomes of bad rows.
extension RowScanner {
  /// Decides one field exactly and stores it.
  ///
  /// - Returns: why the row cannot be taken, or nil.
  func storeSlowly(_ field: FieldScanner.Field, _ column: Int, _ slot: Int) -> Fault? {
    let state = states + column
    if field.state == .textAfterQuote { return .textAfterQuote }
    if state.pointee.kind == .skip { return nil }
    let whole = fields.content(of: field, &scratch)
    let text = whole.trimmed
    if missing.contains(text) || text.count == 0 && state.pointee.kind != .text {
      if state.pointee.kind == .text {
        state.pointee.values.assumingMemoryBound(to: Int32.self)[slot] = -1
        state.pointee.missing[slot] = true
      } else {
        storeMissing(state, slot)
      }
      return nil
    }
    state.pointee.missing[slot] = false
    switch state.pointee.kind {
    case .skip: return nil
    case .text: return storeText(whole, column, slot)
    case .number, .integer: return storeNumber(text, column, slot)
    case .time, .isoTime: return storeTime(text, column, slot)
    }
  }

  /// Stores a text that is not the one of the row before.
  func storeText(_ text: Bytes, _ column: Int, _ slot: Int) -> Fault? {
    let state = states + column
    guard let dictionary = builderOfColumn[column]!.dictionary else { return nil }
    let known = dictionary.count
    // Every buffer here has readable bytes behind it, as the dictionary requires.
    guard let start = text.baseAddress, let code = dictionary.code(start, text.count) else {
      return .tooManyTexts
    }
    if dictionary.count > known, let fault = faultOfText(text) {
      builderOfColumn[column]!.faultyCodes[code] = fault
      state.pointee.hasFaultyTexts = true
    }
    if state.pointee.hasFaultyTexts, let fault = builderOfColumn[column]!.faultyCodes[code] {
      // Adding the text may have moved those before it.
      state.pointee.lastLength = -1
      return fault
    }
    state.pointee.values.assumingMemoryBound(to: Int32.self)[slot] = code
    state.pointee.lastText = dictionary.lastText
    state.pointee.lastLength = dictionary.lastLength
    state.pointee.lastCode = code
    return nil
  }

  private func faultOfText(_ text: Bytes) -> Fault? {
    if text.contains(0) { return .controlByte }
    return options.encoding == .utf8 && !TextDecoder.isUTF8(text) ? .notUTF8 : nil
  }

  private func storeNumber(_ text: Bytes, _ column: Int, _ slot: Int) -> Fault? {
    let state = states + column
    let builder = builderOfColumn[column]!
    let format: NumberFormat
    switch builder.plan.reading {
    case .number(let style), .integer(let style): format = style
    default: return nil
    }
    let number = NumberText.parse(text, format)
    switch number.outcome {
    case .notFinite: return .notFinite
    case .other:
      let comma = format.decimal == Ascii.point && text.contains(Ascii.comma)
      return breakOr(.notNumber(looksLikeComma: comma), column)
    case .number: break
    }
    if number.looksLikeCode, !state.pointee.isDeclared {
      return breakOr(.notNumber(looksLikeComma: false), column)
    }
    if state.pointee.kind == .integer {
      if number.isInteger {
        state.pointee.values.assumingMemoryBound(to: Int64.self)[slot] = number.integer
        return nil
      }
      if state.pointee.isDeclared { return .notInteger }
      // An identifier of that many digits would be garbled as a double.
      if number.isTooLong { return breakOr(.notInteger, column) }
      widen(column)
    }
    state.pointee.values.assumingMemoryBound(to: Double.self)[slot] = number.value
    return nil
  }

  private func storeTime(_ text: Bytes, _ column: Int, _ slot: Int) -> Fault? {
    let state = states + column
    let builder = builderOfColumn[column]!
    guard case .time(let reading) = builder.plan.reading else { return nil }
    let time = reading.parse(text)
    switch time.outcome {
    case .other:
      return breakOr(.notTime(fits: orderThatFits(text, besides: reading)), column)
    case .noSuchDay: return .noSuchDay
    case .noSuchTime: return .noSuchTime
    case .time: break
    }
    if time.hasOffset != reading.hasOffset {
      return time.hasOffset ? .offsetUnexpected : .offsetMissing
    }
    if time.hasTime { state.pointee.sawTimeOfDay = true }
    if time.hasFraction { builder.droppedFractions = true }
    state.pointee.values.assumingMemoryBound(to: Int64.self)[slot] = time.seconds
    return nil
  }

  private func orderThatFits(_ text: Bytes, besides reading: TimeReading) -> DateOrder? {
    guard case .order(let order) = reading.form else { return nil }
    return DateOrder.allCases.first {
      $0 != order && TimeText.parse(text, $0).outcome == .time
    }
  }

  /// A declared type makes the row a problem. An inferred one gives way: the
  /// column is read no further, and the reader begins again with it as text.
  private func breakOr(_ fault: Fault, _ column: Int) -> Fault? {
    if states[column].isDeclared { return fault }
    breaks[column] = line
    states[column].kind = .skip
    return nil
  }

  enum Extras {
    case incomplete
    case empty(next: UnsafePointer<UInt8>)
    case filled(next: UnsafePointer<UInt8>, count: Int, lineBreaks: Int)
  }

  /// The fields after the last column: some exports end every row with a delimiter.
  func extraFields(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Extras {
    var p = start
    var count = 0
    var lineBreaks = 0
    var isEmpty = true
    while true {
      let field = fields.field(p, end)
      if field.state == .incomplete { return .incomplete }
      count += 1
      lineBreaks += field.lineBreaks
      if field.bytes.trimmed.count > 0 { isEmpty = false }
      p = field.terminator + 1
      if field.terminator.pointee == fields.newline { break }
    }
    guard isEmpty, lineBreaks == 0 else {
      return .filled(next: p, count: count, lineBreaks: lineBreaks)
    }
    rowsWithEmptyExtras += 1
    return .empty(next: p)
  }

  /// Moves `p` past the row whose field ended at `terminator`; false where the
  /// buffer ends first.
  func skipRow(
    _ terminator: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>,
    _ p: inout UnsafePointer<UInt8>, _ lineBreaks: inout Int
  ) -> Bool {
    var last = terminator
    while last.pointee != fields.newline {
      let field = fields.field(last + 1, end)
      if field.state == .incomplete { return false }
      lineBreaks += field.lineBreaks
      last = field.terminator
    }
    p = last + 1
    return true
  }

  /// Sets a row aside or records the problem, as the options say.
  func handle(_ fault: Fault, _ column: Int, _ row: Bytes) {
    var row = row
    while let last = row.last, last == Ascii.lineFeed || last == Ascii.carriageReturn {
      row = Bytes(rebasing: row.dropLast())
    }
    if case .tooFew = fault, row.trimmed.count == 0 {
      blankLines += 1
      return
    }
    var name: String?
    switch fault {
    case .tooFew, .tooMany: break
    default: name = names[column]
    }
    let reason = fault.words(width: width)
    if options.rejects == .setAside {
      rejects.add(line: line, column: name, reason: reason, row: row)
    }
    let aside = "--rejects to set such rows aside."
    let problem = DataProblem(
      file: file, line: line, column: name, what: reason,
      fix: fault.option.map { "Try \($0), or \(aside)" } ?? "Use \(aside)",
      value: options.showValues ? cell(column, of: row, fault) : nil)
    problems.add(problem)
  }

  /// The text of the faulty cell, or of the row where there is no one cell.
  private func cell(_ column: Int, of row: Bytes, _ fault: Fault) -> String {
    var decoder = TextDecoder(encoding: options.encoding == .utf8 ? nil : options.encoding)
    switch fault {
    case .tooFew, .tooMany, .textAfterQuote: return String(decoder.decode(row).prefix(200))
    default: break
    }
    var padded = Array(row)
    padded.append(contentsOf: repeatElement(fields.newline, count: FieldScanner.padding + 1))
    return padded.withUnsafeBufferPointer { buffer in
      let end = buffer.baseAddress! + row.count + 1
      var p = buffer.baseAddress!
      for _ in 0..<column {
        let field = fields.field(p, end)
        if field.state == .incomplete || field.terminator.pointee == fields.newline { return "" }
        p = field.terminator + 1
      }
      let text = fields.content(of: fields.field(p, end), &scratch)
      return String(decoder.decode(text).prefix(200))
    }
  }
}
