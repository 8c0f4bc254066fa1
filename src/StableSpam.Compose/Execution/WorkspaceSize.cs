namespace StableSpamCompose.Execution;

/// <summary>Room that the step of a tensor takes, or of the largest of several.</summary>
internal sealed class WorkspaceSize
{
    private readonly PassInfo[] _passes;
    private readonly PartArray[] _parts;

    /// <param name="passes">The program's passes.</param>
    /// <param name="parts">Its arrays with values of rows, columns, matrices and blocks.</param>
    /// <param name="scratchArrays">Its scratch arrays.</param>
    /// <param name="parameters">The tensors.</param>
    public WorkspaceSize(PassInfo[] passes, PartArray[] parts, int scratchArrays, StepParameter[] parameters)
    {
        _passes = passes;
        _parts = parts;
        ScratchArrays = scratchArrays;
        PartBytes = new nint[parts.Length];
        foreach (PassInfo pass in passes)
            Reductions = Math.Max(Reductions, pass.Totals.Length);
        foreach (StepParameter parameter in parameters)
            Include(parameter.Shape);
    }

    /// <summary>Elements.</summary>
    public nint Length { get; private set; }

    /// <summary>Arrays of as many elements, in fp32.</summary>
    public int ScratchArrays { get; }

    /// <summary>Most totals of a pass.</summary>
    public int Reductions { get; }

    /// <summary>Partials of columns.</summary>
    public nint ColumnPartials { get; private set; }

    /// <summary>Bytes of each array of parts that lives for the step; 0 for those that are states.</summary>
    public nint[] PartBytes { get; }

    private void Include(TensorShape shape)
    {
        Length = Math.Max(Length, shape.Length);
        foreach (PassInfo pass in _passes)
            ColumnPartials = Math.Max(ColumnPartials, pass.ColumnPartials(in shape));
        for (int i = 0; i < _parts.Length; i++)
        {
            if (_parts[i].State < 0)
                PartBytes[i] = Math.Max(PartBytes[i], checked(shape.Count(_parts[i].Scope) * _parts[i].Size));
        }
    }
}
