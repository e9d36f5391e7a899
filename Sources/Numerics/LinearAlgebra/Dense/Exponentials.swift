import CKernels

/// Puts eᶻ in the place of each z of `count` values, brought into −690 … 690 first;
/// NaN stays. Within 1 unit in the last place, several values at a time.
public func exponentiate(_ values: UnsafeMutablePointer<Double>, count: Int) {
  precondition(count >= 0, "a number of values")
  apportion_exp(values, count)
}
