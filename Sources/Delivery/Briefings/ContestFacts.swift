public import Forecasting

/// How models did beside each other on the past. Values that are not known are nil.
public struct ContestFacts: Codable, Sendable {
  /// One model, best first.
  public struct Rival: Codable, Sendable {
    public var name: String
    public var mase: Double
    /// In per cent.
    public var symmetricPercent: Double
    public var quantileLoss: Double?
    public var coverage80: Double?
    public var coverage95: Double?
    /// Series on which none was better.
    public var wins: Int
    public var worseThanBaseline: Int?
    /// Chance of a lead over the next this large if both were equally good.
    public var leadChance: Double?
    /// "Wilcoxon signed rank over 48 series".
    public var leadTest: String?
    /// Scaled error by step ahead, from 1.
    public var byStep: [Double?]
  }
  /// One series and the scaled error of each rival, in the order of the rivals.
  public struct SeriesErrors: Codable, Sendable {
    public var id: String
    public var errors: [Double?]

    public init(id: String, errors: [Double?]) {
      self.id = id
      self.errors = errors
    }
  }
  public var rivals: [Rival]
  /// The simplest of them, which the others are held against.
  public var baseline: String
  public var seriesCount: Int
  /// Steps each rival was scored on.
  public var tested: Int
  public var horizon: Int
  public var origins: Int
  /// First and last moment from which was forecast, as labels.
  public var firstOrigin: String
  public var lastOrigin: String
  /// All series where they are few, else those on which the rivals differ most.
  public var shown: [SeriesErrors]
  public var notes: [String]

  public init(
    _ board: Leaderboard, baseline: String, horizon: Int, origins: Int, firstOrigin: String,
    lastOrigin: String, shown: [SeriesErrors], notes: [String]
  ) {
    rivals = board.entries.map(Rival.init)
    self.baseline = baseline
    seriesCount = board.seriesCount
    tested = board.tested
    self.horizon = horizon
    self.origins = origins
    self.firstOrigin = firstOrigin
    self.lastOrigin = lastOrigin
    self.shown = shown
    self.notes = notes
  }
}

extension ContestFacts.Rival {
  init(_ entry: Leaderboard.Entry) {
    func known(_ value: Double) -> Double? { value.isFinite ? FileNumbers.significant(value) : nil }
    name = entry.name
    mase = FileNumbers.significant(entry.mase)
    symmetricPercent = FileNumbers.significant(entry.symmetricPercent)
    quantileLoss = known(entry.quantileLoss)
    coverage80 = known(entry.coverage80)
    coverage95 = known(entry.coverage95)
    wins = entry.wins
    worseThanBaseline = entry.worseThanBaseline
    leadChance = entry.lead.map { FileNumbers.significant($0.pValue) }
    leadTest = entry.lead.map { "\($0.test) over \($0.count) \($0.unit.rawValue)" }
    byStep = entry.byStep.map(known)
  }
}
