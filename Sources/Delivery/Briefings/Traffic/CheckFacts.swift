public import Reports

/// What a check of detectors found.
public struct CheckFacts: VerbFacts {
  public static let verb = "check"
  /// Trust from which a detector is called trusted.
  public static let trusted = 0.9
  /// Findings told in the report; the file has all.
  public static let findingsTold = 60

  public struct DetectorLine: Codable, Sendable {
    public var id: String
    public var trust: Double
    public var findings: Int
    public var missingShare: Double
    public var zeroShare: Double
    public var mean: Double?
    public var x: Double?
    public var y: Double?

    public init(
      id: String, trust: Double, findings: Int, missingShare: Double, zeroShare: Double,
      mean: Double?, x: Double?, y: Double?
    ) {
      self.id = id
      self.trust = trust
      self.findings = findings
      self.missingShare = missingShare
      self.zeroShare = zeroShare
      self.mean = mean
      self.x = x
      self.y = y
    }
  }

  public struct KindLine: Codable, Sendable {
    public var kind: String
    public var findings: Int
    public var detectors: Int
    public var serious: Int

    public init(kind: String, findings: Int, detectors: Int, serious: Int) {
      self.kind = kind
      self.findings = findings
      self.detectors = detectors
      self.serious = serious
    }
  }

  public struct FindingLine: Codable, Sendable {
    public var subject: String
    public var kind: String
    public var message: String
    public var severity: String
    public var from: String?
    public var to: String?

    public init(
      subject: String, kind: String, message: String, severity: String, from: String?, to: String?
    ) {
      self.subject = subject
      self.kind = kind
      self.message = message
      self.severity = severity
      self.from = from
      self.to = to
    }
  }

  /// Trust of some detectors, `trust[detector][day]`.
  public struct Days: Codable, Sendable {
    public var dates: [String]
    public var ids: [String]
    public var trust: [[Double]]

    public init(dates: [String], ids: [String], trust: [[Double]]) {
      self.dates = dates
      self.ids = ids
      self.trust = trust
    }
  }

  public var title: String
  public var file: String
  public var first: String
  public var last: String
  public var stepSeconds: Int
  public var steps: Int
  public var measures: [String]
  public var trust: Double
  public var zeroShare: Double
  public var zeroIsMissing: Bool
  public var missingShare: Double
  /// Means over detectors of the main measure, with zeros as zeros and as missing.
  public var mean: Double?
  public var meanWithoutZeros: Double?
  public var detectors: [DetectorLine]
  public var isGeographic: Bool
  /// Ends of links: x, y, x, y.
  public var links: [[Double]]
  public var kinds: [KindLine]
  public var findingCount: Int
  public var seriousCount: Int
  public var findings: [FindingLine]
  public var days: Days?
  public var notes: [String]
  public var checkNotes: [String]
  public var rows: Int
  public var rejectedRows: Int
  public var repeatedRows: Int
  public var supersededRows: Int

  public init(
    title: String, file: String, first: String, last: String, stepSeconds: Int, steps: Int,
    measures: [String], trust: Double, zeroShare: Double, zeroIsMissing: Bool,
    missingShare: Double, mean: Double?, meanWithoutZeros: Double?, detectors: [DetectorLine],
    isGeographic: Bool, links: [[Double]], kinds: [KindLine], findingCount: Int,
    seriousCount: Int, findings: [FindingLine], days: Days?, notes: [String],
    checkNotes: [String], rows: Int, rejectedRows: Int, repeatedRows: Int, supersededRows: Int
  ) {
    self.title = title
    self.file = file
    self.first = first
    self.last = last
    self.stepSeconds = stepSeconds
    self.steps = steps
    self.measures = measures
    self.trust = trust
    self.zeroShare = zeroShare
    self.zeroIsMissing = zeroIsMissing
    self.missingShare = missingShare
    self.mean = mean
    self.meanWithoutZeros = meanWithoutZeros
    self.detectors = detectors
    self.isGeographic = isGeographic
    self.links = links
    self.kinds = kinds
    self.findingCount = findingCount
    self.seriousCount = seriousCount
    self.findings = findings
    self.days = days
    self.notes = notes
    self.checkNotes = checkNotes
    self.rows = rows
    self.rejectedRows = rejectedRows
    self.repeatedRows = repeatedRows
    self.supersededRows = supersededRows
  }

  public func report(origin: Report.Origin) -> Report {
    CheckBriefing.report(facts: self, origin: origin)
  }
}
