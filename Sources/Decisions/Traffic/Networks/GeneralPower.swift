import Foundation

/// xᵖ by the system's mathematical library, x > 0.
@inline(never)
func generalPower(_ x: Double, _ power: Double) -> Double { pow(x, power) }
