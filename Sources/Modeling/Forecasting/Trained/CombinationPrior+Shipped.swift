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
       "samples": 3907,
       "series": 664,
       "weights": {
        "members": [
         {
          "bias": -0.1758,
          "error": -1.7626,
          "name": "ETS",
          "step": -0.3038,
          "traits": [0.2021, -0.0129, 0.792, 0.2777, 0, 0.1012]
         },
         {
          "bias": 0.1574,
          "error": -1.8004,
          "name": "dotm",
          "step": 0.47,
          "traits": [-0.3203, 0.1313, -0.1014, 0.1842, 0, -0.1401]
         },
         {
          "bias": -0.005,
          "error": -1.7659,
          "name": "ces",
          "step": 0.4488,
          "traits": [-0.0069, 0.2816, -0.4699, -0.2061, 0, 0.33]
         },
         {
          "bias": 0.7154,
          "error": -2.1726,
          "name": "naive2",
          "step": -0.0786,
          "traits": [0.0944, -0.2304, 0.057, 0.0464, 0, -0.0744]
         },
         {
          "bias": -0.2339,
          "error": -1.544,
          "name": "ridge-short",
          "step": -0.3269,
          "traits": [0.0909, -0.1279, -0.1438, -0.1713, 0, -0.0908]
         },
         {
          "bias": -0.4582,
          "error": -1.5361,
          "name": "ridge-long",
          "step": -0.2095,
          "traits": [-0.0602, -0.0418, -0.1339, -0.1309, 0, -0.1259]
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
          "bias": 0.5386,
          "error": -1.5399,
          "name": "ETS",
          "step": -0.629,
          "traits": [0.0626, 0.6149, 0.2279, 0.1665, 0.3575, 0.3033]
         },
         {
          "bias": -0.2827,
          "error": -1.5111,
          "name": "dotm",
          "step": 0.1867,
          "traits": [-0.0386, -0.011, 0.0183, 0.0586, -0.1095, -0.098]
         },
         {
          "bias": 0.9803,
          "error": -1.5768,
          "name": "ces",
          "step": -0.2274,
          "traits": [-0.2902, 0.2744, -0.0122, 0.0316, -0.164, 0.2013]
         },
         {
          "bias": 0.1343,
          "error": -1.518,
          "name": "theta",
          "step": 0.0654,
          "traits": [0.1895, -0.0634, 0.0077, 0.0938, -0.1349, -0.1649]
         },
         {
          "bias": -0.0063,
          "error": -1.5218,
          "name": "mstl",
          "step": -0.246,
          "traits": [-0.1137, -0.0354, -0.0697, -0.0429, 0.1089, -0.0513]
         },
         {
          "bias": -1.506,
          "error": -1.527,
          "name": "seasonal-naive",
          "step": 0.0175,
          "traits": [0.0269, -0.0513, -0.0105, -0.067, -0.1227, -0.1531]
         },
         {
          "bias": 0.6025,
          "error": -1.5931,
          "name": "naive2",
          "step": -0.0225,
          "traits": [0.3801, -0.0731, 0.175, -0.12, 0.573, 0.1636]
         },
         {
          "bias": -1.1384,
          "error": -1.5029,
          "name": "ridge-short",
          "step": 0.0313,
          "traits": [-0.0161, -0.0801, -0.0188, -0.0267, -0.0616, -0.118]
         },
         {
          "bias": 1.2092,
          "error": -1.6222,
          "name": "ridge-middle",
          "step": 0.8305,
          "traits": [-0.3397, -0.5056, -0.2452, -0.1578, -0.2966, 0.0535]
         },
         {
          "bias": -0.5313,
          "error": -1.5275,
          "name": "ridge-long",
          "step": -0.0064,
          "traits": [0.1391, -0.0694, -0.0726, 0.0639, -0.1502, -0.1364]
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
          "bias": -0.0177,
          "error": -1.4988,
          "name": "ETS",
          "step": -0.0596,
          "traits": [-0.0546, -0.0017, -0.0083, 0.0142, -0.0032, 0.0117]
         },
         {
          "bias": -0.1107,
          "error": -1.4995,
          "name": "dotm",
          "step": -0.0491,
          "traits": [-0.0435, 0.0115, 0.0013, 0.0161, 0.0252, 0.0035]
         },
         {
          "bias": 0.5849,
          "error": -1.5065,
          "name": "ces",
          "step": -0.2173,
          "traits": [0.2738, 0.0439, 0.0018, 0.1362, 0.1235, 0.0597]
         },
         {
          "bias": 0.1296,
          "error": -1.5019,
          "name": "theta",
          "step": -0.0571,
          "traits": [-0.0164, 0.0209, -0.0021, 0.0174, 0.055, 0.039]
         },
         {
          "bias": 0.2984,
          "error": -1.5067,
          "name": "mstl",
          "step": 0.101,
          "traits": [-0.0198, 0.0348, -0.0024, 0.066, 0.1836, 0.0891]
         },
         {
          "bias": -0.5774,
          "error": -1.5,
          "name": "seasonal-naive",
          "step": 0.056,
          "traits": [-0.0907, -0.0101, -0.0002, -0.0204, -0.0861, -0.1021]
         },
         {
          "bias": -0.93,
          "error": -1.5122,
          "name": "naive",
          "step": -0.0416,
          "traits": [-0.2953, 0.0021, 0.0185, -0.0062, 0.0568, -0.0151]
         },
         {
          "bias": -0.615,
          "error": -1.5009,
          "name": "naive2",
          "step": -0.0639,
          "traits": [-0.2041, 0.004, 0.0096, 0.0008, 0.0512, 0.0006]
         },
         {
          "bias": -0.1543,
          "error": -1.5,
          "name": "ridge-short",
          "step": -0.0029,
          "traits": [0.0091, 0.0028, 0.0011, -0.0112, -0.0265, -0.0297]
         },
         {
          "bias": 0.7452,
          "error": -1.5035,
          "name": "ridge-middle",
          "step": 0.2465,
          "traits": [0.2495, -0.0358, 0.0062, -0.0994, -0.1612, 0.0072]
         },
         {
          "bias": 0.6469,
          "error": -1.5001,
          "name": "ridge-long",
          "step": 0.0881,
          "traits": [0.1922, -0.0723, -0.0254, -0.1135, -0.2184, -0.0638]
         }
        ]
       }
      },
      {
       "kind": "year",
       "samples": 7043,
       "series": 1174,
       "weights": {
        "members": [
         {
          "bias": 0.4963,
          "error": -1.6887,
          "name": "ETS",
          "step": -0.1263,
          "traits": [-0.5549, 0.2053, -0.0063, 0.0668, 0.1816, 0.1141]
         },
         {
          "bias": -0.1332,
          "error": -1.5592,
          "name": "dotm",
          "step": -0.2081,
          "traits": [0.1296, -0.1887, -0.2582, 0.1548, 0.5145, 0.2112]
         },
         {
          "bias": 0.3599,
          "error": -1.6543,
          "name": "ces",
          "step": 0.1288,
          "traits": [-0.0964, 0.0512, 0.2931, 0.4942, 0.1752, 0.1472]
         },
         {
          "bias": -0.4924,
          "error": -1.5155,
          "name": "theta",
          "step": -0.0561,
          "traits": [0.1014, -0.044, -0.2288, -0.0328, -0.1311, -0.2032]
         },
         {
          "bias": 0.7408,
          "error": -1.6268,
          "name": "mstl",
          "step": -0.276,
          "traits": [-0.129, 0.1773, -0.0796, 0.0521, -0.193, 0.1506]
         },
         {
          "bias": -0.0992,
          "error": -1.5635,
          "name": "seasonal-naive",
          "step": -0.1119,
          "traits": [0.2602, -0.0235, 0.4115, -0.2479, -0.4164, -0.1708]
         },
         {
          "bias": 0.104,
          "error": -1.626,
          "name": "naive2",
          "step": 0.1043,
          "traits": [0.0566, 0.0345, -0.1997, -0.2746, 0.5684, 0.0716]
         },
         {
          "bias": -1.4669,
          "error": -1.5098,
          "name": "ridge-short",
          "step": 0.0048,
          "traits": [-0.0037, -0.0334, -0.027, -0.0291, -0.0597, -0.1828]
         },
         {
          "bias": 0.0144,
          "error": -1.5302,
          "name": "ridge-long",
          "step": 0.5026,
          "traits": [0.0792, -0.1241, 0.1835, 0.015, -0.2317, 0.01]
         },
         {
          "bias": 0.4763,
          "error": -1.5151,
          "name": "ridge-middle",
          "step": 0.0379,
          "traits": [0.157, -0.0547, -0.0884, -0.1985, -0.4078, -0.148]
         }
        ]
       }
      },
      {
       "kind": "long",
       "samples": 1098,
       "series": 183,
       "weights": {
        "members": [
         {
          "bias": 0.4187,
          "error": -1.7228,
          "name": "ETS",
          "step": -0.08,
          "traits": [-0.2199, -0.0845, -0.0083, -0.3161, 0.7217, 0.3179]
         },
         {
          "bias": 0.4686,
          "error": -1.4701,
          "name": "mstl",
          "step": 0.2312,
          "traits": [0.3129, -0.0334, 0.1465, -0.1708, -0.1584, -0.4054]
         },
         {
          "bias": 0.1879,
          "error": -1.5546,
          "name": "dotm",
          "step": 0.2538,
          "traits": [-0.0388, 0.0229, 0.0505, -0.1302, 0.4168, 0.0402]
         },
         {
          "bias": 0.4873,
          "error": -1.591,
          "name": "seasonal-naive",
          "step": 0.3227,
          "traits": [0.1088, -0.0231, -0.0356, 0.0724, -0.3874, 0.1078]
         },
         {
          "bias": -0.5112,
          "error": -1.5048,
          "name": "naive2",
          "step": -0.0083,
          "traits": [-0.1655, -0.0052, 0.0035, -0.0315, -0.0367, -0.0794]
         },
         {
          "bias": -0.8278,
          "error": -1.4993,
          "name": "ridge-short",
          "step": -0.0519,
          "traits": [-0.2328, 0.0039, -0.0087, -0.0073, -0.102, -0.0596]
         },
         {
          "bias": -0.6606,
          "error": -1.4998,
          "name": "ridge-middle",
          "step": -0.0698,
          "traits": [-0.1817, 0.0049, -0.0116, 0.0086, -0.1475, -0.0721]
         },
         {
          "bias": 0.437,
          "error": -1.5833,
          "name": "ridge-long",
          "step": -0.5977,
          "traits": [0.4169, 0.1144, -0.1363, 0.575, -0.3065, 0.1507]
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
          "bias": 0.4627,
          "error": -1.4232,
          "name": "mstl",
          "step": 0.3061,
          "traits": [-0.1051, -0.0115, 0.1035, 0.0077, -0.416, 0.1679]
         },
         {
          "bias": -0.5589,
          "error": -1.531,
          "name": "dotm",
          "step": 0.022,
          "traits": [-0.1189, -0.0005, -0.1113, 0.0117, -0.2689, -0.1804]
         },
         {
          "bias": 1.1583,
          "error": -1.4578,
          "name": "seasonal-naive",
          "step": 0.5926,
          "traits": [0.1596, 0.0136, -0.226, 0.0992, 0.1253, -0.6406]
         },
         {
          "bias": -0.0154,
          "error": -1.5646,
          "name": "naive2",
          "step": -0.1154,
          "traits": [0.1151, -0.0088, 0.1872, 0.1465, 0.6603, 0.4306]
         },
         {
          "bias": -0.8537,
          "error": -1.5312,
          "name": "ridge-short",
          "step": -0.2708,
          "traits": [-0.2133, 0.0016, 0.006, -0.0274, -0.0396, 0.0055]
         },
         {
          "bias": -0.193,
          "error": -1.6278,
          "name": "ridge-long",
          "step": -0.5345,
          "traits": [0.1626, 0.0055, 0.0406, -0.2378, -0.061, 0.217]
         }
        ]
       }
      }
     ]
    }

    """#
}
