namespace StableSpamCompose.Bench.Measuring;

/// <summary>What was measured of one contender on one model.</summary>
/// <param name="Optimizer">Its name.</param>
/// <param name="Model">The model, with the storage where that is not fp32.</param>
/// <param name="Seconds">The time of a step: median, and the first and third quartile.</param>
/// <param name="Elements">Parameters of the model.</param>
/// <param name="BytesPerElement">What the plan moves; null where nobody says.</param>
/// <param name="RatioToBandwidth">The time over what the in-place bandwidth of the same round allows for these bytes; median of rounds.</param>
/// <param name="RatioToAdamW">The time over that of AdamW in the same round; median of rounds.</param>
internal sealed record Measurement(
    string Optimizer, string Model, Spread Seconds, long Elements, double? BytesPerElement, double? RatioToBandwidth, double? RatioToAdamW)
{
    /// <summary>Bytes that the plan moves in a second of the median time, in 1e9.</summary>
    public double? GigabytesPerSecond => BytesPerElement * Elements / Seconds.Median / 1e9;
}
