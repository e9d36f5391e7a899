import CivilTime

/// The usual shapes of fields, parsed where they lie.
///
/// Each function returns the terminator of the field it stored, or nil where the
/// field has another shape and nothing is decided.
extension RowScanner {
  /// The terminator at `p`, or nil where the field goes on.
  @inline(__always)
  func terminator(_ p: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    let byte = p.pointee
    if byte == fields.delimiter || byte == fields.newline { return p }
    return byte == Ascii.carriageReturn && p[1] == fields.newline ? p + 1 : nil
  }

  /// Up to 19 digits with at most one decimal sign, exact by one division.
  @inline(__always)
  func fastNumber(
    _ start: UnsafePointer<UInt8>, _ state: UnsafeMutablePointer<ColumnState>, _ slot: Int
  ) -> UnsafePointer<UInt8>? {
    var p = start
    let negative = p.pointee == Ascii.minus
    if negative { p += 1 }
    let wholeStart = p
    var mantissa: UInt64 = 0
    while true {
      let digit = p.pointee &- Ascii.zero
      if digit > 9 { break }
      mantissa = mantissa &* 10 &+ UInt64(digit)
      p += 1
    }
    let wholeDigits = p - wholeStart
    if wholeDigits > 1, wholeStart.pointee == Ascii.zero { return nil }
    var digits = wholeDigits
    var fraction = 0
    if p.pointee == state.pointee.decimal, p.pointee != fields.delimiter {
      p += 1
      let fractionStart = p
      while true {
        let digit = p.pointee &- Ascii.zero
        if digit > 9 { break }
        mantissa = mantissa &* 10 &+ UInt64(digit)
        p += 1
      }
      fraction = p - fractionStart
      digits += fraction
    }
    guard 1...19 ~= digits, let end = terminator(p) else { return nil }
    var value = Double(mantissa)
    if mantissa <= 1 << 53, fraction <= 22 {
      if fraction > 0 { value /= powers[fraction] }
    } else {
      guard let nearest = DecimalToBinary.nearest(mantissa, tenTo: -fraction) else { return nil }
      value = nearest
    }
    state.pointee.values.assumingMemoryBound(to: Double.self)[slot] = negative ? -value : value
    state.pointee.missing[slot] = false
    return end
  }

  /// Up to 18 digits.
  @inline(__always)
  func fastInteger(
    _ start: UnsafePointer<UInt8>, _ state: UnsafeMutablePointer<ColumnState>, _ slot: Int
  ) -> UnsafePointer<UInt8>? {
    var p = start
    let negative = p.pointee == Ascii.minus
    if negative { p += 1 }
    let digitsStart = p
    var magnitude: UInt64 = 0
    while true {
      let digit = p.pointee &- Ascii.zero
      if digit > 9 { break }
      magnitude = magnitude &* 10 &+ UInt64(digit)
      p += 1
    }
    let digits = p - digitsStart
    guard 1...18 ~= digits, digits == 1 || digitsStart.pointee != Ascii.zero,
      let end = terminator(p)
    else { return nil }
    let value = Int64(truncatingIfNeeded: magnitude)
    state.pointee.values.assumingMemoryBound(to: Int64.self)[slot] = negative ? 0 &- value : value
    state.pointee.missing[slot] = false
    return end
  }

  /// The text of the row before, once more.
  @inline(__always)
  func sameText(
    _ start: UnsafePointer<UInt8>, _ state: UnsafeMutablePointer<ColumnState>, _ slot: Int
  ) -> UnsafePointer<UInt8>? {
    let length = state.pointee.lastLength
    // Only lengths that the padding behind the buffer makes safe to compare.
    guard 1...(FieldScanner.padding - 8) ~= length else { return nil }
    let end = start + length
    guard TextDictionary.areEqual(start, state.pointee.lastText, length),
      end.pointee == fields.delimiter || end.pointee == fields.newline
    else { return nil }
    state.pointee.values.assumingMemoryBound(to: Int32.self)[slot] = state.pointee.lastCode
    state.pointee.missing[slot] = false
    return end
  }

  /// A text that appeared before.
  @inline(__always)
  func knownText(
    _ start: UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>,
    _ state: UnsafeMutablePointer<ColumnState>, _ slot: Int
  ) -> UnsafePointer<UInt8>? {
    guard !state.pointee.hasFaultyTexts, let texts = state.pointee.dictionary else { return nil }
    let terminator = fields.plainEnd(start)
    if terminator >= limit { return terminator }
    var end = terminator
    if terminator.pointee == Ascii.lineFeed, end[-1] == Ascii.carriageReturn { end -= 1 }
    let found = texts._withUnsafeGuaranteedRef { dictionary -> Int32? in
      guard let code = dictionary.knownCode(start, end - start) else { return nil }
      state.pointee.lastText = dictionary.lastText
      state.pointee.lastLength = dictionary.lastLength
      state.pointee.lastCode = code
      return code
    }
    guard let found else { return nil }
    state.pointee.values.assumingMemoryBound(to: Int32.self)[slot] = found
    state.pointee.missing[slot] = false
    return terminator
  }

  /// `yyyy-mm-dd`, or with `T` or a space and `hh:mm:ss`, or `Z` behind that.
  @inline(__always)
  func fastTime(
    _ p: UnsafePointer<UInt8>, _ state: UnsafeMutablePointer<ColumnState>, _ slot: Int
  ) -> UnsafePointer<UInt8>? {
    let head = word(p)
    let tail = word(p + 2)
    if head != state.pointee.dateHead || tail != state.pointee.dateTail {
      guard let day = isoDay(p) else { return nil }
      state.pointee.dateHead = head
      state.pointee.dateTail = tail
      state.pointee.daySeconds = day
    }
    var seconds = state.pointee.daySeconds
    var after = p + 10
    if after.pointee == 0x54 || after.pointee == Ascii.space {
      // The bytes "hh:mm:ss" as numbers 0…9, the colons as zeros.
      let clock = word(p + 11) ^ 0x3030_3A30_303A_3030
      guard clock & 0x0000_FF00_00FF_0000 == 0,
        (clock | (clock &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 == 0
      else { return nil }
      let hour = (clock & 0xF) * 10 + (clock >> 8 & 0xF)
      let minute = (clock >> 24 & 0xF) * 10 + (clock >> 32 & 0xF)
      let second = (clock >> 48 & 0xF) * 10 + (clock >> 56 & 0xF)
      guard hour < 24, minute < 60, second < 60 else { return nil }
      seconds += Int64(hour * 3600 + minute * 60 + second)
      state.pointee.sawTimeOfDay = true
      after = p + 19
      if state.pointee.hasOffset {
        guard after.pointee == 0x5A else { return nil }
        after += 1
      }
    } else if state.pointee.hasOffset {
      return nil
    }
    guard let end = terminator(after) else { return nil }
    state.pointee.values.assumingMemoryBound(to: Int64.self)[slot] = seconds
    state.pointee.missing[slot] = false
    return end
  }

  /// Wall seconds at the start of the day written `yyyy-mm-dd`.
  @inline(__always)
  func isoDay(_ p: UnsafePointer<UInt8>) -> Int64? {
    let digits = word(p) ^ 0x2D30_302D_3030_3030
    let ones = p[8] &- Ascii.zero
    let last = p[9] &- Ascii.zero
    guard digits & 0xFF00_00FF_0000_0000 == 0,
      (digits | (digits &+ 0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 == 0, ones < 10,
      last < 10
    else { return nil }
    let year = Int(
      (digits & 0xF) * 1000 + (digits >> 8 & 0xF) * 100 + (digits >> 16 & 0xF) * 10
        + (digits >> 24 & 0xF))
    let month = Int((digits >> 40 & 0xF) * 10 + (digits >> 48 & 0xF))
    guard let date = CivilDate(validYear: year, month: month, day: Int(ones * 10 + last)) else {
      return nil
    }
    return Int64(date.daysSinceEpoch) * 86_400
  }
}
