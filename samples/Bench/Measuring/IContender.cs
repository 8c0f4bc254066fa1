namespace StableSpamCompose.Bench.Measuring;

/// <summary>Something that is timed in turn with others.</summary>
internal interface IContender : IDisposable
{
    /// <summary>What it is called in tables.</summary>
    string Name { get; }

    /// <summary>Bytes that the timed work moves for each element of the model, as its plan says; null where nobody says.</summary>
    double? BytesPerElement { get; }

    /// <summary>Does the work some times.</summary>
    /// <param name="times">How often.</param>
    /// <returns>The seconds that one took.</returns>
    double Seconds(int times);
}
