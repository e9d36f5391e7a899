import Foundation

/// The columns that a day gives to the regression.
///
/// "Border" columns act on all slots of a day alike: intercept, phase of the
/// week, harmonics of the year, a line, holidays together and each. "Block" columns
/// have a coefficient of their own in every slot of the day: phase of the week,
/// first harmonics of the year, holidays together and each.
struct CalendarTerms: Sendable, Codable {
  let weekLength: Int
  let yearLength: Double
  let harmonics: Int
  let slotHarmonics: Int
  /// Day from which time is counted: the last of training.
  let lastDay: Int32
  let hasTrend: Bool
  /// Place of each kind of day among the learnt ones, −1 where it was not seen.
  let kindPlace: [Int]
  let kindIsHoliday: [Bool]
  let learnt: Int
  let hasBlocks: Bool
  let weekdayShift: Int

  // Where each family of columns begins.
  let weekStart: Int
  let annualStart: Int
  let trendStart: Int
  let pooledStart: Int
  let kindStart: Int
  /// How many border columns there are.
  let borderCount: Int
  let blockAnnualStart: Int
  let blockPooled: Int
  let blockKindStart: Int
  /// How many block columns there are; 0 where the day has one slot only.
  let blockCount: Int

  /// - Parameters:
  ///   - seen: whether each named kind of day was observed at least once.
  ///   - span: years from the first to the last observed day.
  init(
    _ steps: CalendarSteps, settings: CalendarCounts, lastDay: Int32, span: Double, seen: [Bool]
  ) {
    self.lastDay = lastDay
    weekLength = steps.weekLength
    weekdayShift = steps.weekday(0)
    let year = steps.yearLength ?? 0
    yearLength = year
    // Less than one and a half turns do not tell a season from a trend.
    let perYear = year / Double(max(steps.daySpacing, 1))
    let finest = max(0, Int(perYear / 2) - 1)
    harmonics = year > 0 && span >= 1.5 ? min(settings.annualHarmonics, finest) : 0
    hasBlocks = steps.slotCount > 1
    slotHarmonics = hasBlocks ? min(settings.slotAnnualHarmonics, harmonics) : 0
    hasTrend = year > 0 && span >= 1
    var places = [Int](repeating: -1, count: seen.count)
    var next = 0
    for k in seen.indices where seen[k] {
      places[k] = next
      next += 1
    }
    kindPlace = places
    kindIsHoliday = steps.kindIsHoliday
    learnt = next
    weekStart = 1
    annualStart = weekStart + (weekLength > 1 ? weekLength : 0)
    trendStart = annualStart + 2 * harmonics
    pooledStart = trendStart + (hasTrend ? 1 : 0)
    // Holidays, holidays at the weekend, days beside holidays.
    kindStart = pooledStart + (seen.isEmpty ? 0 : 3)
    borderCount = kindStart + learnt
    guard hasBlocks else {
      (blockAnnualStart, blockPooled, blockKindStart, blockCount) = (0, 0, 0, 0)
      return
    }
    blockAnnualStart = weekLength
    blockPooled = blockAnnualStart + 2 * slotHarmonics
    blockKindStart = blockPooled + (seen.isEmpty ? 0 : 1)
    blockCount = blockKindStart + learnt
  }

  func weekday(_ day: Int32) -> Int {
    guard weekLength > 1 else { return 0 }
    return (((Int(day) + weekdayShift) % weekLength) + weekLength) % weekLength
  }

  /// Writes the border columns of a day, `borderCount` values.
  func border(day: Int32, kind: Int32, into row: inout [Double]) {
    for k in row.indices { row[k] = 0 }
    row[0] = 1
    if weekLength > 1 { row[weekStart + weekday(day)] = 1 }
    let angle = yearLength > 0 ? 2 * Double.pi * Double(day) / yearLength : 0
    for k in 0..<harmonics {
      row[annualStart + 2 * k] = sin(Double(k + 1) * angle)
      row[annualStart + 2 * k + 1] = cos(Double(k + 1) * angle)
    }
    if hasTrend {
      let time = Double(day - lastDay) / yearLength
      row[trendStart] = min(time, CalendarTerms.trendReach)
    }
    guard kind >= 2 else { return }
    let named = Int(kind) - 2
    if kindIsHoliday[named] {
      row[pooledStart] = 1
      if weekLength == 7 && weekday(day) >= 5 { row[pooledStart + 1] = 1 }
    } else {
      row[pooledStart + 2] = 1
    }
    if kindPlace[named] >= 0 { row[kindStart + kindPlace[named]] = 1 }
  }

  /// The slope is not trusted further ahead than this, in years.
  private static let trendReach = 0.5

  /// The block columns of a day that are not zero.
  func block(day: Int32, kind: Int32) -> [(column: Int, value: Double)] {
    guard hasBlocks else { return [] }
    var entries = [(column: weekday(day), value: 1.0)]
    let angle = yearLength > 0 ? 2 * Double.pi * Double(day) / yearLength : 0
    for k in 0..<slotHarmonics {
      entries.append((blockAnnualStart + 2 * k, sin(Double(k + 1) * angle)))
      entries.append((blockAnnualStart + 2 * k + 1, cos(Double(k + 1) * angle)))
    }
    if kind >= 2 {
      let named = Int(kind) - 2
      if kindIsHoliday[named] { entries.append((blockPooled, 1)) }
      if kindPlace[named] >= 0 { entries.append((blockKindStart + kindPlace[named], 1)) }
    }
    return entries
  }

  /// k² for both columns of the kth harmonic: the square of its slope.
  private static func roughness(_ harmonics: Int) -> [Double] {
    (1...harmonics).flatMap { k -> [Double] in [Double(k * k), Double(k * k)] }
  }

  /// What holds the coefficients back, with the deviations they are taken to
  /// have before the data speak.
  func penalties() -> [CountPenalty] {
    var groups: [CountPenalty] = []
    if weekLength > 1 {
      groups.append(
        CountPenalty(
          .border, weekStart..<annualStart, .diagonal([Double](repeating: 1, count: weekLength)),
          deviation: 0.3, errorDays: 7))
    }
    if harmonics > 0 {
      groups.append(
        CountPenalty(
          .border, annualStart..<trendStart, .diagonal(CalendarTerms.roughness(harmonics)),
          deviation: 0.1, errorDays: 7))
    }
    if hasTrend {
      groups.append(
        CountPenalty(
          .border, trendStart..<pooledStart, .diagonal([1]), deviation: 0.1, errorDays: 7))
    }
    if kindStart > pooledStart {
      groups.append(
        CountPenalty(
          .border, pooledStart..<kindStart, .diagonal([1, 1, 1]), deviation: 0.5, isFixed: true,
          errorDays: 1))
    }
    if learnt > 0 {
      groups.append(
        CountPenalty(
          .border, kindStart..<borderCount, .diagonal([Double](repeating: 1, count: learnt)),
          deviation: 0.2, errorDays: 1))
    }
    guard hasBlocks else { return groups }
    groups.append(CountPenalty(.block, 0..<weekLength, .mean, deviation: 1))
    if weekLength > 1 {
      groups.append(CountPenalty(.block, 0..<weekLength, .deviation, deviation: 0.1))
    }
    if slotHarmonics > 0 {
      groups.append(
        CountPenalty(
          .block, blockAnnualStart..<blockPooled,
          .diagonal(CalendarTerms.roughness(slotHarmonics)), deviation: 0.05))
    }
    if blockKindStart > blockPooled {
      groups.append(
        CountPenalty(.block, blockPooled..<blockKindStart, .diagonal([1]), deviation: 0.2))
    }
    if learnt > 0 {
      groups.append(
        CountPenalty(
          .block, blockKindStart..<blockCount, .diagonal([Double](repeating: 1, count: learnt)),
          deviation: 0.1))
    }
    return groups
  }
}

/// A quadratic penalty λ βᵀSβ on some columns: a normal prior of deviation
/// λ^−½ for them.
struct CountPenalty: Sendable {
  enum Place: Sendable { case border, block }
  enum Shape: Sendable {
    /// S is diagonal.
    case diagonal([Double])
    /// S = 11ᵀ/n: only the mean of the columns is held.
    case mean
    /// S = I − 11ᵀ/n: only differences between the columns are.
    case deviation
  }
  let place: Place
  let columns: Range<Int>
  let shape: Shape
  /// λ for data whose dispersion is what the family says.
  var lambda: Double
  /// Whether λ stays as it is.
  let isFixed: Bool
  /// Days over which errors add up before they count as independent for these
  /// columns; 0 where each row does.
  let errorDays: Int

  init(
    _ place: Place, _ columns: Range<Int>, _ shape: Shape, deviation: Double,
    isFixed: Bool = false, errorDays: Int = 0
  ) {
    self.errorDays = errorDays
    self.place = place
    self.columns = columns
    self.shape = shape
    lambda = 1 / (deviation * deviation)
    self.isFixed = isFixed
  }

  /// Rank of S.
  var rank: Double {
    switch shape {
    case .diagonal: Double(columns.count)
    case .mean: 1
    case .deviation: Double(columns.count - 1)
    }
  }

  /// S as a function of two columns of the group, counted from its first.
  func entry(_ i: Int, _ j: Int) -> Double {
    switch shape {
    case .diagonal(let weights): i == j ? weights[i] : 0
    case .mean: 1 / Double(columns.count)
    case .deviation: (i == j ? 1 : 0) - 1 / Double(columns.count)
    }
  }
}
