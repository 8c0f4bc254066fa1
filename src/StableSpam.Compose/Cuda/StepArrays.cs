using StableSpamCompose.Execution;
using StableSpamCompose.Plans;

namespace StableSpamCompose.Cuda;

/// <summary>
/// The arrays that live for one step. Every tensor has its own, since a pass goes over all of them before the next: those of
/// elements, those of rows, columns, matrices and blocks, and the partials of columns.
/// </summary>
internal sealed class StepArrays : IDisposable
{
    // What device allocations are aligned to, so that every array can be read 128 bits at a time.
    private const nint Alignment = 256;

    private readonly CudaMemory _memory;
    private readonly nint[][] _starts;

    /// <param name="device">The device.</param>
    /// <param name="source">The step.</param>
    /// <param name="scratchArrays">How many arrays of elements there are.</param>
    /// <param name="parts">The arrays of rows, columns, matrices and blocks, states among them.</param>
    /// <param name="parameters">The tensors.</param>
    public StepArrays(CudaDevice device, CudaSource source, int scratchArrays, PartArray[] parts, StepParameter[] parameters)
    {
        HasColumnPartials = source.Launches.Any(launch => launch.ColumnFolds > 0);
        _starts = new nint[parameters.Length][];
        nint bytes = 0;
        for (int i = 0; i < parameters.Length; i++)
        {
            TensorShape shape = parameters[i].Shape;
            nint[] sizes =
            [
                .. Enumerable.Repeat(checked(shape.Length * sizeof(float)), scratchArrays),
                .. parts.Select(part => part.State >= 0 ? 0 : checked(shape.Count(part.Scope) * part.Size)),
                ColumnPartials(source, in shape) * sizeof(float),
            ];
            _starts[i] = new nint[sizes.Length];
            for (int array = 0; array < sizes.Length; array++)
            {
                _starts[i][array] = bytes;
                bytes = checked(bytes + ((sizes[array] + (Alignment - 1)) & -Alignment));
            }
        }
        _memory = new CudaMemory(device, bytes);
    }

    /// <summary>Whether columns are folded.</summary>
    public bool HasColumnPartials { get; }

    /// <summary>Where an array of a tensor is: those of elements come first, then those of parts, then the partials of columns.</summary>
    public nint Start(StepParameter parameter, int array) => _memory.Start + _starts[parameter.Place][array];

    public void Dispose() => _memory.Dispose();

    // For each slab, the partials of one reduction after the other; four columns are one access.
    private static nint ColumnPartials(CudaSource source, in TensorShape shape)
    {
        nint most = 0;
        foreach (CudaLaunch launch in source.Launches)
        {
            if (launch.ColumnFolds == 0)
                continue;
            nint columns = launch.Grid == CudaGrid.FlatRowSlabs ? shape.FlatColumns : shape.Columns;
            most = Math.Max(most, checked(ChunkTable.CountOf(launch.Grid, in shape) * launch.ColumnFolds * ((columns + 3) & -4)));
        }
        return most;
    }
}
