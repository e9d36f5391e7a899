import CommandLineInterface

extension StaffingRecipe {
  /// What may be asked of people on the day itself.
  public struct IntradayPart: Sendable {
    /// Between now and the first change.
    public var noticeMinutes: Int
    public var overtimeMinutes: Int
    /// An hour of overtime as a share of the wage.
    public var overtimeFactor: Double
    public var earlyLeaveMinutes: Int
    /// Share of the wage that an hour of early leave saves.
    public var earlyLeaveSaving: Double
    /// What changing one person's day counts as; nil for a quarter of an hour's wage.
    public var changeCost: Double?
  }
}

extension StaffingRecipe.IntradayPart {
  private static let notice = RecipeField(
    "noticeMinutes", .integer(0...1_440), default: 30,
    help: "Nobody's day changes before so many minutes from now.")
  private static let overtime = RecipeField(
    "overtimeMinutes", .integer(0...720), default: 120, help: "Longest overtime of a shift.")
  private static let factor = RecipeField(
    "overtimeFactor", .real(0..<100), default: 1.5,
    help: "Pay of an hour of overtime, as a share of the wage.")
  private static let early = RecipeField(
    "earlyLeaveMinutes", .integer(0...720), default: 120,
    help: "How much earlier somebody may be let go.")
  private static let saving = RecipeField(
    "earlyLeaveSaving", .real(0..<1.000001), default: 1,
    help: "Share of the wage that an hour of early leave saves.")
  private static let change = RecipeField(
    "changeCost", .real(0..<1e6),
    help: "What changing one person's day counts as; a quarter of an hour's wage if left out.")

  static let fields: [any RecipeFieldDeclaration] = [
    notice, overtime, factor, early, saving, change,
  ]

  init(_ section: RecipeSection?) throws(RecipeError) {
    try section?.refuseUnknown(besides: Self.fields.map(\.name))
    noticeMinutes = try section?[Self.notice] ?? Self.notice.defaultValue!
    overtimeMinutes = try section?[Self.overtime] ?? Self.overtime.defaultValue!
    overtimeFactor = try section?[Self.factor] ?? Self.factor.defaultValue!
    earlyLeaveMinutes = try section?[Self.early] ?? Self.early.defaultValue!
    earlyLeaveSaving = try section?[Self.saving] ?? Self.saving.defaultValue!
    changeCost = try section?[Self.change]
  }
}
