import CommandLineInterface
import Provenance
public import Staffing

/// The file a planner edits to fill an appointment book when some people do not come.
public struct AppointmentRecipe: ParsedRecipe {
  public var title: String
  /// File with past appointments, relative to the recipe.
  public var visits: String
  public var session: Session
  public var weights: Weights
  public var sources: [String: String]

  /// A session of one doctor or officer.
  public struct Session: Sendable {
    public var firstSlot: ClockTime
    public var slots: Int
    public var slotMinutes: Int
    /// Steps to which times are rounded, minutes; divides a slot.
    public var gridMinutes: Double
  }

  /// What an hour of each is worth, and a visit.
  public struct Weights: Sendable {
    public var currency: String
    public var waitPerHour: Double
    public var idlePerHour: Double
    public var overtimePerHour: Double
    public var visit: Double
    public var mostBooked: Int
  }

  enum Fields {
    static let kind = RecipeField(
      "kind", .oneOf(["appointments"]), isRequired: true, help: "What the recipe decides.")
    static let top: [any RecipeFieldDeclaration] = [
      StaffingRecipe.Fields.version, kind, StaffingRecipe.Fields.title,
    ]
    static let visits = RecipeField(
      "visits", .path, isRequired: true,
      help: "File with past appointments: attended (yes or no) and minutes, one a row.")
    static let files: [any RecipeFieldDeclaration] = [visits]

    static let firstSlot = RecipeField(
      "firstSlot", .text, isRequired: true, help: "When the session begins, such as 08:30.")
    static let slots = RecipeField(
      "slots", .integer(1...48), isRequired: true, help: "How many slots a session has.")
    static let slotMinutes = RecipeField(
      "slotMinutes", .integer(1...240), isRequired: true, help: "Minutes between slots.")
    static let gridMinutes = RecipeField(
      "gridMinutes", .real(above: 0), default: 1,
      help: "Minutes to which times are rounded; a whole part of a slot.")
    static let session: [any RecipeFieldDeclaration] = [firstSlot, slots, slotMinutes, gridMinutes]

    static let currency = StaffingRecipe.Fields.currency
    static let wait = RecipeField(
      "waitPerHour", .real(0..<1e6), isRequired: true, help: "Price of an hour somebody waits.")
    static let idle = RecipeField(
      "idlePerHour", .real(0..<1e6), isRequired: true,
      help: "Price of an hour of the session with nobody to see.")
    static let overtime = RecipeField(
      "overtimePerHour", .real(0..<1e6), isRequired: true,
      help: "Price of an hour after the session's end.")
    static let visit = RecipeField(
      "valuePerVisit", .real(0..<1e6), isRequired: true,
      help: "What it is worth that one more person is seen.")
    static let most = RecipeField(
      "mostBooked", .integer(1...200), default: 60, help: "Most people to book in a session.")
    static let weights: [any RecipeFieldDeclaration] = [
      currency, wait, idle, overtime, visit, most,
    ]
  }

  /// Reads a recipe.
  public init(parsing bytes: [UInt8], file: String) throws(RecipeError) {
    typealias F = Fields
    let top = try RecipeSection(parsing: bytes, file: file)
    try top.refuseUnknown(
      besides: F.top.map(\.name) + ["files", "session", "weights", "sources"])
    _ = try top[StaffingRecipe.Fields.version]
    _ = try top[F.kind]
    title = try top[StaffingRecipe.Fields.title] ?? ""
    let files = try top.requiredSection("files")
    try files.refuseUnknown(besides: F.files.map(\.name))
    visits = try files[F.visits] ?? ""
    let part = try top.requiredSection("session")
    try part.refuseUnknown(besides: F.session.map(\.name))
    guard let first = try part[F.firstSlot].flatMap(ClockTime.init) else {
      throw part.error(at: "firstSlot", "session.firstSlot must be a time such as \"08:30\".")
    }
    session = Session(
      firstSlot: first, slots: try part[F.slots] ?? 1, slotMinutes: try part[F.slotMinutes] ?? 1,
      gridMinutes: try part[F.gridMinutes] ?? 1)
    let steps = Double(session.slotMinutes) / session.gridMinutes
    guard steps >= 1, abs(steps - steps.rounded()) < 1e-9, steps <= 240 else {
      throw part.error(
        at: "gridMinutes",
        "session.gridMinutes must be a whole part of slotMinutes, \(session.slotMinutes), and at "
          + "least a 240th of it.")
    }
    let prices = try top.requiredSection("weights")
    try prices.refuseUnknown(besides: F.weights.map(\.name))
    weights = Weights(
      currency: try prices[F.currency] ?? "$", waitPerHour: try prices[F.wait] ?? 0,
      idlePerHour: try prices[F.idle] ?? 0, overtimePerHour: try prices[F.overtime] ?? 0,
      visit: try prices[F.visit] ?? 0, mostBooked: try prices[F.most] ?? 60)
    sources = try top.sources()
  }
}
