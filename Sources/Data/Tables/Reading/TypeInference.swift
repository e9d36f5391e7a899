/// Decides how each kept column is read, from its sample and what was declared.
struct TypeInference {
  let file: String
  let options: ReadOptions
  let delimiter: UInt8
  /// Samples by column of the file; nil for columns not kept.
  let samples: [ColumnSample?]

  /// What the numbers of all columns say of the decimal sign: nil where nothing.
  private let fileUsesComma: Bool?

  init(file: String, options: ReadOptions, delimiter: UInt8, samples: [ColumnSample?]) {
    self.file = file
    self.options = options
    self.delimiter = delimiter
    self.samples = samples
    var point = 0
    var comma = 0
    for case let sample? in samples where sample.comma.finite + sample.point.finite > 0 {
      // A column counts only where all of it is numbers in that style.
      if sample.point.finite == sample.values { point += sample.onlyPoint }
      if sample.comma.finite == sample.values { comma += sample.onlyComma }
    }
    fileUsesComma = point == comma ? nil : comma > point
  }

  /// Columns whose dates leave open which number is the day.
  func openColumns(_ names: [String]) -> [Int] {
    guard options.dateOrder == nil || options.dateOrder == .ymd else { return [] }
    return samples.indices.filter { column in
      guard let sample = samples[column], sample.orderIsOpen else { return false }
      switch options.types[names[column]] {
      case nil: return sample.areTimes
      case .time, .timeOrInteger: return true
      default: return false
      }
    }
  }

  /// - Parameter resolved: the order found by looking further, by column.
  func plan(
    _ column: Int, name: String, resolved: [Int: DateOrder]
  ) throws(TableError) -> ColumnPlan {
    let sample = samples[column] ?? ColumnSample()
    func made(
      _ reading: ColumnPlan.Reading, declared: Bool, _ words: String, _ evidence: String = ""
    ) -> ColumnPlan {
      ColumnPlan(
        name: name, fileIndex: column, reading: reading, isDeclared: declared, words: words,
        evidence: evidence)
    }
    let all = "\(grouped(sample.values)) of \(grouped(sample.values)) sampled values"
    if let type = options.types[name] {
      switch type {
      case .text: return made(.text, declared: true, "text, as declared")
      case .number, .integer, .amount:
        var style = try numberStyle(sample, name)
        if type == .amount { style.dropsSigns = true }
        let sign = style.decimal == Ascii.comma ? " with a decimal comma" : ""
        return type == .integer
          ? made(.integer(style), declared: true, "whole number, as declared")
          : made(.number(style), declared: true, "number\(sign), as declared")
      case .compactDate:
        return made(
          .time(TimeReading(form: .compactDate, hasOffset: false)), declared: true,
          "date as YYYYMMDD, as declared")
      case .epochSeconds, .epochMilliseconds:
        let scale: Int64 = type == .epochSeconds ? 1 : 1000
        return made(
          .time(TimeReading(form: .epoch(perSecond: scale), hasOffset: true)), declared: true,
          "\(scale == 1 ? "seconds" : "milliseconds") since 1970 UTC, as declared")
      case .pattern(let text):
        guard let pattern = TimePattern(text) else {
          throw .usage(
            "column \"\(name)\": \"\(text)\" is not a date pattern. "
              + "Use %Y %y %m %d %b %H %I %M %S %f %p %z, as in \"%d/%m/%Y %H:%M\".")
        }
        return made(
          .time(TimeReading(form: .pattern(pattern), hasOffset: pattern.hasOffset)),
          declared: true, "date and time as \(text), as declared")
      case .timeOrInteger where sample.point.whole > sample.yearFirst + sample.yearLast:
        return made(.integer(.point), declared: true, "whole numbers as an index")
      case .time, .timeOrInteger:
        let (reading, words, fits) = try time(sample, name, column, resolved)
        return made(
          .time(reading), declared: true, words,
          "\(grouped(fits)) of \(grouped(sample.values)) sampled values")
      }
    }
    if sample.values == 0 {
      return made(.text, declared: false, "text, since no sampled row has a value")
    }
    if sample.areTimes {
      let (reading, words, _) = try time(sample, name, column, resolved)
      return made(.time(reading), declared: false, words, all)
    }
    let style = try numberStyle(sample, name)
    let numbers = style.decimal == Ascii.comma ? sample.comma : sample.point
    let isNumeric = numbers.finite + numbers.notFinite == sample.values && numbers.finite > 0
    if isNumeric, numbers.codes > 0 {
      return made(
        .text, declared: false, "text, since some values begin with 0 or +, as codes do",
        "\(grouped(numbers.codes)) of \(grouped(sample.values)) sampled values")
    }
    if isNumeric, numbers.tooLong > 0 {
      return made(.text, declared: false, "text, since some numbers are too long to be amounts")
    }
    if isNumeric {
      let sign = style.decimal == Ascii.comma ? " with a decimal comma" : ""
      if numbers.whole == numbers.finite {
        let zeros = numbers.zeroFractions > 0 ? " (some written with .0)" : ""
        return made(.integer(style), declared: false, "whole number\(zeros)", all)
      }
      return made(.number(style), declared: false, "number\(sign)", all)
    }
    return made(.text, declared: false, "text", almost(sample, numbers, name))
  }

  /// Says when nearly all of a text column has another type.
  private func almost(
    _ sample: ColumnSample, _ numbers: ColumnSample.Numbers, _ name: String
  ) -> String {
    let times = max(sample.asYMD, sample.asDMY, sample.asMDY)
    let (count, kind, flag) =
      numbers.finite > times ? (numbers.finite, "numbers", "number") : (times, "times", "time")
    guard count * 10 >= sample.values * 9 else { return "" }
    return "\(grouped(count)) of \(grouped(sample.values)) sampled values are \(kind); "
      + "--type \(name)=\(flag) makes the others problems of their rows"
  }

  private func numberStyle(
    _ sample: ColumnSample, _ name: String
  ) throws(TableError) -> NumberFormat {
    if let format = options.numberFormats[name] { return format }
    if let comma = options.decimalComma { return comma ? .comma : .point }
    if sample.onlyComma != sample.onlyPoint {
      return sample.onlyComma > sample.onlyPoint ? .comma : .point
    }
    if let comma = fileUsesComma { return comma ? .comma : .point }
    // Quoted groups of three in a comma-separated file are thousands; elsewhere
    // 1,234 may as well be a little over one.
    if sample.eitherStyle > 0, delimiter != Ascii.comma,
      sample.point.finite == sample.values || options.types[name] != nil
    {
      throw .data(
        DataProblem(
          file: file, column: name,
          what: "every comma could be a decimal sign or separate thousands",
          fix: "Say which: --decimal-comma, or --decimal-point."))
    }
    return .point
  }

  private func time(
    _ sample: ColumnSample, _ name: String, _ column: Int, _ resolved: [Int: DateOrder]
  ) throws(TableError) -> (TimeReading, words: String, fits: Int) {
    let order = try dateOrder(sample, name, column, resolved)
    let fits =
      switch order {
      case .ymd: sample.asYMD
      case .dmy: sample.asDMY
      case .mdy: sample.asMDY
      }
    let hasOffset = sample.withOffset * 2 > fits
    let what = sample.withTime > 0 ? "date and time" : "date"
    return (
      TimeReading(form: .order(order), hasOffset: hasOffset),
      "\(what) as \(sample.pattern(order))", fits
    )
  }

  private func dateOrder(
    _ sample: ColumnSample, _ name: String, _ column: Int, _ resolved: [Int: DateOrder]
  ) throws(TableError) -> DateOrder {
    if sample.values == 0 { return options.dateOrder ?? .ymd }
    guard sample.yearFirst + sample.yearLast > 0 else {
      throw .data(
        DataProblem(
          file: file, column: name,
          what:
            "none of \(grouped(sample.values)) sampled values is a date or time in a known form",
          fix: "Name another column, or give the form: --type \(name)=\"%d.%m.%y %H:%M\"."))
    }
    if sample.yearFirst >= sample.yearLast { return .ymd }
    if let order = options.dateOrder, order != .ymd { return order }
    if let order = resolved[column] { return order }
    if sample.onlyDMY > 0, sample.onlyMDY == 0 { return .dmy }
    if sample.onlyMDY > 0, sample.onlyDMY == 0 { return .mdy }
    let mixed = sample.onlyDMY > 0
    throw .data(
      DataProblem(
        file: file, column: name,
        what: mixed
          ? "some dates can only be day/month, others only month/day"
          : "the dates may be day/month or month/day: no number in them tells",
        fix: "Say which: --date-order dmy, or --date-order mdy."))
  }
}

/// A count with thousands separators: `12,000`.
func grouped(_ count: Int) -> String {
  let digits = Array(String(count))
  var text = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0, digits[index - 1] != "-" { text += "," }
    text.append(digit)
  }
  return text
}
