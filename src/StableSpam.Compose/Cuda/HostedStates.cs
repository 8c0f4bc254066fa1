using StableSpamCompose.Execution;

namespace StableSpamCompose.Cuda;

/// <summary>
/// The values that a device keeps for tensors, or for groups: two sets of them, since some blocks of a step still read the old
/// ones when others write the new.
/// </summary>
internal sealed class HostedStates : IDisposable
{
    private readonly int _places;
    private readonly int[] _halves;
    private readonly CudaMemory _memory;

    /// <param name="device">The device.</param>
    /// <param name="owners">How many tensors or groups there are.</param>
    /// <param name="places">How many values each has.</param>
    public HostedStates(CudaDevice device, int owners, int places)
    {
        _places = places;
        _halves = new int[owners];
        _memory = new CudaMemory(device, checked((nint)2 * owners * places * sizeof(double)));
    }

    /// <summary>How many tensors or groups there are.</summary>
    public int Owners => _halves.Length;

    /// <summary>How many values each has.</summary>
    public int Places => _places;

    /// <summary>Where the values of an owner are before the step.</summary>
    public nint Old(int owner) => At(owner, _halves[owner]);

    /// <summary>Where those after the step go.</summary>
    public nint New(int owner) => At(owner, 1 - _halves[owner]);

    /// <summary>Makes the values after the step those before the next.</summary>
    public void Commit(int owner) => _halves[owner] = 1 - _halves[owner];

    /// <summary>Copies the values to the host, one owner after the other.</summary>
    public double[] Read(nint stream)
    {
        double[] both = new double[2 * _halves.Length * _places];
        _memory.CopyTo(both.AsSpan(), stream: stream);
        double[] values = new double[_halves.Length * _places];
        for (int owner = 0; owner < _halves.Length; owner++)
            both.AsSpan(((_halves[owner] * _halves.Length) + owner) * _places, _places).CopyTo(values.AsSpan(owner * _places));
        return values;
    }

    /// <summary>Sets the values; both sets, since a value that the step does not write must hold in either.</summary>
    public void Write(double[] values, nint stream)
    {
        _memory.CopyFrom<double>(values, stream: stream);
        _memory.CopyFrom<double>(values, (nint)values.Length * sizeof(double), stream);
    }

    public void Dispose() => _memory.Dispose();

    private nint At(int owner, int half) => _memory.Start + ((((half * _halves.Length) + owner) * (nint)_places) * sizeof(double));
}
