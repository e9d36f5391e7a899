internal import Foundation

extension CombinationPrior {
  /// The one the program comes with.
  static let shipped: CombinationPrior =
    (try? JSONDecoder().decode(CombinationPrior.self, from: Data(shippedJSON.utf8)))
    ?? CombinationPrior(entries: [])

  private init(entries: [Entry]) { self.entries = entries }

  /// `Models/forecasting/combination.json`, byte for byte.
  static let shippedJSON = #"""
    {
     "card": {
      "measured": "used as they are, without a panel's own backtest, they matter for a handful of series; from some dozens on, the panel's own backtest decides",
      "name": "combination weights",
      "notFor": "members that are not named here weigh as an average one; seasons of other lengths take the nearest kind",
      "rerun": "Benchmarks train-combination --data DIR",
      "trainedOn": "rolling origins (six a series) of 664 yearly, 688 quarterly and 1,174 monthly series of the M1, M3 and Tourism competitions, 229 weekly, 51 daily and 264 hourly series of M4 and 67 of NN5; the networks took no part, because they were trained on some of the same series"
     },
     "entries": [
      {
       "kind": "none",
       "samples": 3890,
       "series": 664,
       "weights": {
        "members": [
         {
          "bias": -0.185,
          "error": -1.6906,
          "name": "ETS",
          "step": -0.5449,
          "traits": [0.5386, -0.0984, 0.6924, -0.1493, 0, 0.2293]
         },
         {
          "bias": 0.086,
          "error": -1.6484,
          "name": "dotm",
          "step": 0.3385,
          "traits": [-0.654, 0.1406, -0.1745, 0.3498, 0, -0.6394]
         },
         {
          "bias": 0.0991,
          "error": -1.731,
          "name": "ces",
          "step": 0.2064,
          "traits": [0.1153, -0.0422, -0.5179, -0.2005, 0, 0.4101]
         },
         {
          "bias": 0,
          "error": -1.5,
          "name": "ridge-short",
          "step": 0,
          "traits": [0, 0, 0, 0, 0, 0]
         },
         {
          "bias": 0,
          "error": -1.5,
          "name": "ridge-long",
          "step": 0,
          "traits": [0, 0, 0, 0, 0, 0]
         }
        ]
       }
      },
      {
       "kind": "quarters",
       "samples": 4102,
       "series": 688,
       "weights": {
        "members": [
         {
          "bias": 0.2828,
          "error": -1.571,
          "name": "ETS",
          "step": -0.488,
          "traits": [0.1996, 0.5892, 0.2401, 0.2163, 0.363, 0.3109]
         },
         {
          "bias": 0.1163,
          "error": -1.524,
          "name": "dotm",
          "step": 0.1947,
          "traits": [-0.0707, 0.0356, 0.0769, 0.0903, 0.0887, -0.1577]
         },
         {
          "bias": 0.666,
          "error": -1.5924,
          "name": "ces",
          "step": -0.2882,
          "traits": [-0.1606, 0.2623, 0.0139, -0.0645, -0.0833, 0.3771]
         },
         {
          "bias": 0.0646,
          "error": -1.5227,
          "name": "theta",
          "step": -0.0021,
          "traits": [0.1193, -0.1444, 0.0303, 0.1058, 0.0078, -0.2526]
         },
         {
          "bias": -0.7017,
          "error": -1.5149,
          "name": "mstl",
          "step": -0.1267,
          "traits": [-0.0309, -0.0676, -0.0543, 0.0124, 0.0493, -0.1083]
         },
         {
          "bias": -1.6929,
          "error": -1.5304,
          "name": "seasonal-naive",
          "step": -0.0105,
          "traits": [0.0727, -0.0867, -0.0194, -0.0178, -0.1949, -0.221]
         },
         {
          "bias": -1.4276,
          "error": -1.5038,
          "name": "ridge-short",
          "step": 0.0553,
          "traits": [-0.0229, -0.0777, -0.0115, -0.0394, -0.0502, -0.1225]
         },
         {
          "bias": 1.0695,
          "error": -1.6427,
          "name": "ridge-middle",
          "step": 0.8628,
          "traits": [-0.3418, -0.5475, -0.1808, -0.3777, -0.2781, 0.1289]
         },
         {
          "bias": 1.623,
          "error": -1.5312,
          "name": "ridge-long",
          "step": -0.1973,
          "traits": [0.2353, 0.0367, -0.0952, 0.0746, 0.0976, 0.0451]
         }
        ]
       }
      },
      {
       "kind": "week",
       "samples": 708,
       "series": 118,
       "weights": {
        "members": [
         {
          "bias": 0.1988,
          "error": -1.4992,
          "name": "ETS",
          "step": -0.0111,
          "traits": [-0.0036, -0.0044, -0.0086, 0.0018, 0.0034, 0.0326]
         },
         {
          "bias": -0.034,
          "error": -1.4992,
          "name": "dotm",
          "step": -0.0142,
          "traits": [-0.0231, 0.0032, 0.0012, 0.0021, 0.0092, 0.0019]
         },
         {
          "bias": 0.9975,
          "error": -1.5027,
          "name": "ces",
          "step": -0.1466,
          "traits": [0.3652, 0.0108, -0.0006, 0.1036, -0.0086, 0.0391]
         },
         {
          "bias": 0.2173,
          "error": -1.5009,
          "name": "theta",
          "step": -0.0132,
          "traits": [0.0265, 0.0086, -0.0022, 0.0074, 0.022, 0.0294]
         },
         {
          "bias": 0.1541,
          "error": -1.503,
          "name": "mstl",
          "step": 0.0557,
          "traits": [0.0062, 0.0216, -0.0032, 0.0398, 0.0883, 0.0445]
         },
         {
          "bias": -0.4389,
          "error": -1.5004,
          "name": "seasonal-naive",
          "step": 0.0264,
          "traits": [-0.0677, -0.0091, 0.0004, -0.0262, -0.0661, -0.081]
         },
         {
          "bias": -0.922,
          "error": -1.5119,
          "name": "naive",
          "step": -0.0352,
          "traits": [-0.2865, 0.0007, 0.0175, -0.01, 0.0478, -0.022]
         },
         {
          "bias": -0.6279,
          "error": -1.499,
          "name": "ridge-short",
          "step": -0.0007,
          "traits": [-0.1715, -0.0033, 0.0097, -0.0179, 0.0066, -0.0357]
         },
         {
          "bias": -0.5047,
          "error": -1.499,
          "name": "ridge-middle",
          "step": -0.0012,
          "traits": [-0.1388, -0.0036, 0.0081, -0.017, 0.0012, -0.0304]
         },
         {
          "bias": 0.9598,
          "error": -1.4957,
          "name": "ridge-long",
          "step": 0.1403,
          "traits": [0.2931, -0.0246, -0.0222, -0.0835, -0.1036, 0.0215]
         }
        ]
       }
      },
      {
       "kind": "year",
       "samples": 7042,
       "series": 1174,
       "weights": {
        "members": [
         {
          "bias": 0.1991,
          "error": -1.6602,
          "name": "ETS",
          "step": -0.49,
          "traits": [-0.2487, 0.443, 0.2976, -0.4797, 0.1305, 0.3382]
         },
         {
          "bias": -0.0603,
          "error": -1.5756,
          "name": "dotm",
          "step": -0.0567,
          "traits": [0.0891, -0.0752, -0.153, 0.0627, 0.3291, -0.2298]
         },
         {
          "bias": 0.1672,
          "error": -1.6467,
          "name": "ces",
          "step": -0.2814,
          "traits": [-0.1054, 0.0864, 0.2197, 0.3471, -0.0401, 0.5776]
         },
         {
          "bias": -0.3315,
          "error": -1.5276,
          "name": "theta",
          "step": -0.0933,
          "traits": [0.0255, -0.0754, -0.2694, 0.0886, -0.0967, -0.3033]
         },
         {
          "bias": 0.0448,
          "error": -1.5672,
          "name": "mstl",
          "step": -0.0593,
          "traits": [0.1486, 0.0445, 0.0131, 0.3003, -0.1133, 0.0054]
         },
         {
          "bias": 0.0429,
          "error": -1.6096,
          "name": "seasonal-naive",
          "step": 0.1935,
          "traits": [0.1259, -0.0198, 0.3226, -0.0634, -0.3604, -0.1616]
         },
         {
          "bias": -0.6298,
          "error": -1.5402,
          "name": "ridge-short",
          "step": 0.0973,
          "traits": [-0.1937, -0.1208, -0.224, -0.0343, -0.0286, -0.1911]
         },
         {
          "bias": 0.1868,
          "error": -1.539,
          "name": "ridge-long",
          "step": 0.594,
          "traits": [0.0401, -0.272, -0.2195, -0.3162, 0.0375, -0.0811]
         },
         {
          "bias": 0.3807,
          "error": -1.5018,
          "name": "ridge-middle",
          "step": 0.096,
          "traits": [0.1185, -0.0108, 0.0129, 0.0949, 0.1422, 0.0456]
         }
        ]
       }
      },
      {
       "kind": "long",
       "samples": 1092,
       "series": 183,
       "weights": {
        "members": [
         {
          "bias": 0.2768,
          "error": -1.6811,
          "name": "ETS",
          "step": -0.2503,
          "traits": [-0.2695, -0.0908, -0.0915, -0.3974, 0.8243, 0.2353]
         },
         {
          "bias": 0.3176,
          "error": -1.5277,
          "name": "mstl",
          "step": 0.2743,
          "traits": [0.3406, -0.0441, 0.2501, -0.2423, -0.0226, -0.4848]
         },
         {
          "bias": -0.2739,
          "error": -1.524,
          "name": "dotm",
          "step": 0.0748,
          "traits": [-0.1271, -0.0064, 0.0195, -0.0721, 0.1333, -0.0569]
         },
         {
          "bias": 0.468,
          "error": -1.6052,
          "name": "seasonal-naive",
          "step": 0.4236,
          "traits": [0.1188, -0.0193, 0.0134, 0.0395, -0.4285, 0.1888]
         },
         {
          "bias": -0.2996,
          "error": -1.5176,
          "name": "ridge-short",
          "step": 0.0513,
          "traits": [-0.1438, -0.0022, 0.0017, -0.0118, -0.1387, 0.0069]
         },
         {
          "bias": -0.9255,
          "error": -1.4948,
          "name": "ridge-middle",
          "step": -0.0445,
          "traits": [-0.2806, 0.0008, -0.0042, -0.0206, -0.1221, -0.0837]
         },
         {
          "bias": 0.4365,
          "error": -1.5493,
          "name": "ridge-long",
          "step": -0.5292,
          "traits": [0.3616, 0.162, -0.1891, 0.7047, -0.2457, 0.1944]
         }
        ]
       }
      },
      {
       "kind": "several",
       "samples": 1531,
       "series": 264,
       "weights": {
        "members": [
         {
          "bias": 0.2536,
          "error": -1.4841,
          "name": "mstl",
          "step": 0.1725,
          "traits": [-0.1241, -0.0182, 0.3519, -0.0081, 0.083, 0.6011]
         },
         {
          "bias": -0.2659,
          "error": -1.5489,
          "name": "dotm",
          "step": 0.0463,
          "traits": [0.0444, -0.0017, -0.2034, 0.0363, -0.4824, -0.2406]
         },
         {
          "bias": 1.314,
          "error": -1.4843,
          "name": "seasonal-naive",
          "step": 0.4591,
          "traits": [0.1464, 0.0218, -0.1588, 0.1254, 0.0061, -0.6967]
         },
         {
          "bias": -1.1573,
          "error": -1.502,
          "name": "ridge-short",
          "step": -0.1092,
          "traits": [-0.2936, 0.0003, -0.0255, 0.0104, -0.005, -0.0221]
         },
         {
          "bias": -0.1444,
          "error": -1.5969,
          "name": "ridge-long",
          "step": -0.5688,
          "traits": [0.2269, -0.0023, 0.0358, -0.164, 0.3982, 0.3582]
         }
        ]
       }
      }
     ]
    }

    """#
}
