import Briefings
import Queueing

/// A recipe's promises as queues by priority: what the intervals need, and how soon help comes.
struct ResponseModel: Sendable {
  let service: PriorityService
  let shrinkage: Shrinkage
  let minimumCrews: Int
  let classes: [EmergencyRecipe.CallClass]
  /// By class, then interval.
  let rates: [[RateDistribution]]
  let seconds: Double

  /// - Parameter slots: the intervals of each class, alike in all of them.
  init(_ part: EmergencyRecipe.Response, slots: [[ForecastSlot]]) throws {
    classes = part.classes
    minimumCrews = part.minimumCrews
    seconds = Double(slots[0][0].seconds)
    do {
      service = try PriorityService(
        part.classes.map { entry throws(QueueingError) in
          try PriorityService.CallClass(
            meanJobSeconds: entry.jobSeconds,
            way: .lognormal(
              mean: entry.waySeconds, coefficientOfVariation: entry.wayVariation),
            share: entry.share, seconds: entry.withinSeconds)
        })
      shrinkage = try Shrinkage(part.shrinkage)
    } catch { throw PipelineError(.noPlan, "response: \(error).") }
    do {
      rates = try slots.map { own in
        try own.map { slot in
          let deviation = slot.row.standardDeviation
          return try RateDistribution(
            countMean: max(0, slot.row.mean), countVariance: deviation * deviation,
            intervalSeconds: Double(slot.seconds))
        }
      }
    } catch { throw PipelineError(.data, "\(error).") }
  }

  /// The largest load that each interval's calls, and those before them, put on the crews, as
  /// the rate of each class that would give it for ever: a job of an hour is still running in
  /// the next hour. The period is taken as one of many alike.
  func loads(_ perHour: (RateDistribution) -> Double) throws -> [[Double]] {
    do {
      return try zip(rates, classes).map { own, entry in
        let load = OfferedLoad(
          rate: try ArrivalRate(
            perHour: own.map(perHour), intervalSeconds: seconds, cyclic: true),
          service: try .exponential(mean: entry.jobSeconds))
        return load.perInterval(seconds: seconds, points: 4).maximum.map {
          $0 * 3_600 / entry.jobSeconds
        }
      }
    } catch { throw PipelineError(.software, "\(error).") }
  }

  /// The crews to schedule in each interval, shrinkage included.
  func required(confidence: Double) throws -> [Int] {
    let loads = try loads { $0.quantile(confidence) }
    return try loads[0].indices.map { k in
      do {
        let crews = try service.crewsRequired(ratesPerHour: loads.map { $0[k] })
        return shrinkage.rostered(agents: max(crews, minimumCrews))
      } catch { throw PipelineError(.noPlan, "response: \(error).") }
    }
  }

  /// The share of each class's calls reached in time over all intervals, and the share of
  /// their time that crews are busy.
  func reached(crews: [Int], _ perHour: (RateDistribution) -> Double) throws -> (
    shares: [Double], occupancy: [Double]
  ) {
    let loads = try loads(perHour)
    var reached = [Double](repeating: 0, count: classes.count)
    var calls = reached
    var occupancy: [Double] = []
    for k in crews.indices {
      let now = loads.map { $0[k] }
      let atWork = self.atWork(crews[k])
      let shares: [Double]
      do { shares = try service.reachedInTime(crews: atWork, ratesPerHour: now) } catch {
        throw PipelineError(.software, "\(error).")
      }
      for c in classes.indices {
        let count = perHour(rates[c][k])
        calls[c] += count
        reached[c] += count * shares[c]
      }
      occupancy.append(
        atWork > 0 ? min(1, service.load(ratesPerHour: now) / Double(atWork)) : .nan)
    }
    return (zip(reached, calls).map { $1 > 0 ? $0 / $1 : 1 }, occupancy)
  }

  func atWork(_ crews: Int) -> Int {
    Int((shrinkage.present(rostered: crews) + 1e-9).rounded(.down))
  }

  // MARK: Played through

  /// How many courses of demand the forecast is taken as, and in how many parts the
  /// replications are played to see what chance leaves.
  private static let courses = 20
  private static let parts = 10

  struct Played {
    var share: Double
    var low: Double
    var high: Double
    var median: Double
    var ninetieth: Double
    var wait: Double
  }

  func played(crews: [Int], replications: Int, seed: UInt64, threads: Int) throws -> [Played] {
    do {
      let chances = (0..<Self.courses).map { (Double($0) + 0.5) / Double(Self.courses) }
      let system = ServiceSystem(
        classes: try zip(rates, classes).enumerated().map { place, entry in
          let (own, known) = entry
          return ServiceSystem.CustomerClass(
            rates: try chances.map { chance in
              try ArrivalRate(perHour: own.map { $0.quantile(chance) }, intervalSeconds: seconds)
            },
            service: try .exponential(mean: known.jobSeconds), priority: classes.count - place)
        },
        pools: [.init(skills: Array(classes.indices), agents: crews.map(atWork))],
        intervalSeconds: seconds)
      let simulation = try Simulation(system)
      let each = max(Self.courses, replications / Self.parts)
      let results = try (0..<Self.parts).map { part in
        try simulation.run(
          replications: each, seed: seed &+ UInt64(part), threads: threads)
      }
      return classes.indices.map { c in
        let scope = SimulationResult.Scope(classIndex: c)
        let way = service.classes[c].way
        let waits = results.map { result in
          (0..<100).map { result.waitQuantile((Double($0) + 0.5) / 100, scope) }
        }
        func share(_ waits: [Double], within t: Double) -> Double {
          waits.reduce(0) { $0 + (t > $1 ? 1 - way.survival(t - $1) : 0) } / Double(waits.count)
        }
        let shares = waits.map { share($0, within: classes[c].withinSeconds) }
        let mean = shares.reduce(0, +) / Double(shares.count)
        let variance =
          shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(shares.count - 1)
        // Student's t with nine degrees of freedom, 97.5 %.
        let half = 2.262 * (variance / Double(shares.count)).squareRoot()
        let all = waits.flatMap { $0 }
        func time(_ p: Double) -> Double {
          var (low, high) = (0.0, 86_400.0)
          for _ in 0..<40 {
            let middle = (low + high) / 2
            if share(all, within: middle) < p { low = middle } else { high = middle }
          }
          return (high * 10).rounded() / 10
        }
        let wait = results.reduce(0) {
          let value = $1.estimate(.wait, scope).value
          return $0 + (value.isFinite ? value : 0)
        }
        return Played(
          share: mean, low: max(0, mean - half), high: min(1, mean + half), median: time(0.5),
          ninetieth: time(0.9), wait: wait / Double(results.count))
      }
    } catch { throw PipelineError(.software, "\(error).") }
  }
}
