/// What the sampled values of one column look like, under every reading considered.
struct ColumnSample {
  /// The values as numbers in one style.
  struct Numbers {
    var finite = 0
    var notFinite = 0
    var whole = 0
    var zeroFractions = 0
    var codes = 0
    var tooLong = 0

    mutating func add(_ number: ParsedNumber) {
      switch number.outcome {
      case .other: return
      case .notFinite: notFinite += 1
      case .number:
        finite += 1
        if number.isInteger { whole += 1 }
        if number.hasZeroFraction { zeroFractions += 1 }
        if number.looksLikeCode { codes += 1 }
        if number.isTooLong { tooLong += 1 }
      }
    }
  }

  /// Sampled values that are not missing.
  var values = 0
  var point = Numbers()
  var comma = Numbers()
  /// Values that are numbers in one style only, and those that are different
  /// numbers in both, with a comma as the sign in question.
  var onlyPoint = 0
  var onlyComma = 0
  var eitherStyle = 0

  /// Values with the shape of a date, year first or year last, possible or not.
  var yearFirst = 0
  var yearLast = 0
  /// Possible ones.
  var asYMD = 0
  var asDMY = 0
  var asMDY = 0
  /// Year-last dates possible in one order only.
  var onlyDMY = 0
  var onlyMDY = 0
  var withOffset = 0
  var withTime = 0
  var withSeconds = 0
  var withMeridiem = 0
  var months = 0
  var separator: UInt8 = 0

  /// Takes one value without outer spaces that is not missing.
  mutating func add(_ text: Bytes, _ style: NumberFormat?) {
    values += 1
    if addNumber(text, style) { return }
    addTime(text)
  }

  private mutating func addNumber(_ text: Bytes, _ style: NumberFormat?) -> Bool {
    if let style {
      let number = NumberText.parse(text, style)
      point.add(number)
      comma.add(number)
      return number.outcome != .other
    }
    let asPoint = NumberText.parse(text, .point)
    point.add(asPoint)
    guard text.contains(where: { $0 == Ascii.comma || $0 == Ascii.point }) else {
      comma.add(asPoint)
      return asPoint.outcome != .other
    }
    let asComma = NumberText.parse(text, .comma)
    comma.add(asComma)
    switch (asPoint.outcome != .other, asComma.outcome != .other) {
    case (true, false): onlyPoint += 1
    case (false, true): onlyComma += 1
    case (true, true): if asPoint.usesGroups { eitherStyle += 1 }
    case (false, false): return false
    }
    return true
  }

  private mutating func addTime(_ text: Bytes) {
    var time = TimeText.parse(text, .ymd)
    if time.outcome != .other {
      yearFirst += 1
      guard time.outcome == .time else { return }
      asYMD += 1
    } else {
      let dmy = TimeText.parse(text, .dmy)
      let mdy = TimeText.parse(text, .mdy)
      guard dmy.outcome != .other || mdy.outcome != .other else { return }
      yearLast += 1
      if dmy.outcome == .time { asDMY += 1 }
      if mdy.outcome == .time { asMDY += 1 }
      if dmy.outcome == .time, mdy.outcome != .time { onlyDMY += 1 }
      if mdy.outcome == .time, dmy.outcome != .time { onlyMDY += 1 }
      guard dmy.outcome == .time || mdy.outcome == .time else { return }
      time = dmy.outcome == .time ? dmy : mdy
    }
    if time.hasOffset { withOffset += 1 }
    if time.hasTime { withTime += 1 }
    if time.hasSeconds { withSeconds += 1 }
    if time.hasMeridiem { withMeridiem += 1 }
    if time.isMonth { months += 1 }
    if separator == 0 { separator = time.separator }
  }

  /// Whether every value has the shape of a date and at least half are possible:
  /// case numbers such as 2014-11-345 may look like dates, too.
  var areTimes: Bool {
    values > 0
      && (yearFirst == values && asYMD * 2 >= values
        || yearLast == values && max(asDMY, asMDY) * 2 >= values)
  }

  /// Whether day and month could stand either way in every year-last date.
  var orderIsOpen: Bool { yearLast > yearFirst && onlyDMY == 0 && onlyMDY == 0 }

  /// `MM/DD/YYYY hh:mm:ss AM/PM`
  func pattern(_ order: DateOrder) -> String {
    let mark = separator == 0 ? "-" : String(UnicodeScalar(separator))
    if months > 0, months == yearFirst { return "YYYY\(mark)MM, the first day of the month" }
    let parts: [String]
    switch order {
    case .ymd: parts = ["YYYY", "MM", "DD"]
    case .dmy: parts = ["DD", "MM", "YYYY"]
    case .mdy: parts = ["MM", "DD", "YYYY"]
    }
    var text = parts.joined(separator: mark)
    if withTime > 0 {
      text += withSeconds > 0 ? " hh:mm:ss" : " hh:mm"
      if withMeridiem > 0 { text += " AM/PM" }
      if withOffset > 0 { text += " with UTC offset" }
    }
    return text
  }
}
