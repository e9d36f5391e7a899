import Statistics
import Tables
import Traffic

/// Today's signal plans of the made city: safe, plausible, and not looked at for years. Cycles
/// are the same everywhere, side streets have more green than they need, and offsets date from
/// when the streets were slower.
struct CityPlans {
  let seed: UInt64
  let map: StreetMap

  private static let periods: [(name: String, from: String, to: String, cycle: Double)] = [
    ("AM", "6:30", "10:00", 90), ("day", "10:00", "15:00", 80), ("PM", "15:00", "19:00", 100),
    ("night", "19:00", "6:30", 70),
  ]

  func csv() -> [UInt8] {
    var writer = CSVWriter(header: [
      "tls_id", "period", "from", "to", "offset_s", "phase_index", "duration_s", "state",
    ])
    for program in map.streets.plan.programs {
      guard let staged = StagedProgram(program) else { continue }
      let all = Array(staged.stages.indices)
      let lost = staged.lost(kept: all)
      for period in Self.periods {
        var draws = RandomStream(seed: seed, "city plans", program.id, period.name)
        // Equal shares but for turns alone, give or take.
        let weights = staged.stages.map { stage -> Double in
          (stage.green < 0.75 * (staged.stages.map(\.green).max() ?? 0) ? 0.45 : 1)
            * (0.9 + 0.2 * draws.uniform())
        }
        let green = max(period.cycle - lost, 8 * Double(all.count))
        let total = weights.reduce(0, +)
        var greens = weights.map { max(8, (green * $0 / total).rounded()) }
        greens[0] += max(1 - greens[0], green - greens.reduce(0, +))
        let offset = Double(5 * draws.integer(below: Int(period.cycle / 5)))
        let made = staged.program(greens: greens, offset: offset)
        for (index, phase) in made.phases.enumerated() {
          writer.text(program.id)
          writer.text(period.name)
          writer.text(period.from)
          writer.text(period.to)
          writer.integer(Int(made.offset))
          writer.integer(index)
          writer.integer(Int(phase.duration))
          writer.text(phase.text)
          writer.endRow()
        }
      }
    }
    return writer.bytes
  }
}
