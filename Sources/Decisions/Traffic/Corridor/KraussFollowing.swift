/// The safe-speed car-following rule of Krauss (1998, eq. 3.6), exact for speeds that are held
/// over steps of one second.
///
/// A driver who keeps speed v for `headway` seconds and then takes off `b` each second covers
/// v·headway + Σₖ (v − k·b)⁺ metres; the leader, who brakes at once, Σₖ (v − k·b)⁺.
enum KraussFollowing {
  /// Metres to a standstill at deceleration `b` after `headway` seconds.
  @inline(__always)
  static func stopping(_ speed: Double, _ b: Double, headway: Double) -> Double {
    let steps = (speed / b).rounded(.down)
    return speed * (headway + steps) - 0.5 * b * steps * (steps + 1)
  }

  /// The highest speed that keeps a driver behind a leader `gap` metres ahead.
  @inline(__always)
  static func safe(gap: Double, leader: Double, _ b: Double, headway: Double) -> Double {
    let room = gap + stopping(leader, b, headway: 0)
    guard room > 0 else { return 0 }
    let half = headway - 0.5
    let steps = max(0, ((half * half + 2 * room / b).squareRoot() - half).rounded(.down))
    return (room + 0.5 * b * steps * (steps + 1)) / (headway + steps)
  }

  /// The highest speed from which a driver stops within `distance`.
  @inline(__always)
  static func stop(within distance: Double, _ b: Double) -> Double {
    safe(gap: distance, leader: 0, b, headway: 1)
  }

  /// The highest speed now that allows `target` after `distance`.
  @inline(__always)
  static func slow(to target: Double, within distance: Double, _ b: Double) -> Double {
    (0.25 * b * b + target * target + target * b + 2 * b * max(0, distance)).squareRoot() - 0.5 * b
  }

  /// Seconds to cover `distance` from `speed` at full acceleration up to `limit`.
  @inline(__always)
  static func seconds(
    over distance: Double, from speed: Double, _ acceleration: Double, limit: Double
  ) -> Double {
    guard distance > 0 else { return 0 }
    guard speed < limit else { return distance / max(limit, 0.1) }
    let building = (limit * limit - speed * speed) / (2 * acceleration)
    guard building < distance else {
      return ((speed * speed + 2 * acceleration * distance).squareRoot() - speed) / acceleration
    }
    return (limit - speed) / acceleration + (distance - building) / limit
  }
}
