using StableSpamCompose.Execution;

namespace StableSpamCompose.Cuda;

/// <summary>Writes what the device is told in each step: an entry for each tensor that is updated, then the step values.</summary>
internal readonly unsafe struct StepUpload(StateLayout layout, int scratchArrays, PartArray[] parts, bool hasColumnPartials, int parameters, nint stepSize)
{
    private const int Pointers = 2 + 5;
    private const int Sizes = 8;
    private const int Numbers = 6;

    /// <summary>Bytes of an entry.</summary>
    public nint EntrySize =>
        ((Pointers + Sizes + layout.Elements.Length + scratchArrays + parts.Length + (hasColumnPartials ? 1 : 0)) * sizeof(nint)) + (Numbers * sizeof(int));

    /// <summary>Where the step values begin.</summary>
    public nint StepsOffset => NativeBlock.Align(parameters * EntrySize);

    /// <summary>Room for all parameters, each with step values of its own.</summary>
    public nint Capacity => StepsOffset + (parameters * stepSize);

    /// <summary>Writes an entry: <c>TensorEntry</c> of the emitted text.</summary>
    /// <param name="slot">The upload.</param>
    /// <param name="index">Which entry.</param>
    /// <param name="parameter">The tensor.</param>
    /// <param name="arrays">The arrays that live for the step.</param>
    /// <param name="places">Where what the device keeps of it lies.</param>
    public void WriteEntry(byte* slot, int index, StepParameter parameter, StepArrays arrays, in EntryPlaces places)
    {
        nint* next = (nint*)(slot + (index * EntrySize));
        *next++ = (nint)parameter.Value;
        *next++ = (nint)parameter.Gradient;
        for (int state = 0; state < layout.Elements.Length; state++)
            *next++ = (nint)parameter.ElementStates[state];
        for (int array = 0; array < scratchArrays; array++)
            *next++ = arrays.Start(parameter, array);
        for (int part = 0; part < parts.Length; part++)
            *next++ = parts[part].State >= 0 ? (nint)parameter.PartState(parts[part].State) : arrays.Start(parameter, scratchArrays + part);
        if (hasColumnPartials)
            *next++ = arrays.Start(parameter, scratchArrays + parts.Length);
        *next++ = places.OldStates;
        *next++ = places.NewStates;
        *next++ = places.OldGroupStates;
        *next++ = places.NewGroupStates;
        *next++ = places.GroupTotals;
        TensorShape shape = parameter.Shape;
        *next++ = shape.Length;
        *next++ = shape.Matrices;
        *next++ = shape.Rows;
        *next++ = shape.Columns;
        *next++ = shape.FlatRows;
        *next++ = shape.FlatColumns;
        *next++ = shape.Blocks;
        *next++ = shape.BlockLength;
        int* numbers = (int*)next;
        numbers[0] = shape.Rank;
        numbers[1] = parameter.StepEntry;
        numbers[2] = places.Group;
        numbers[3] = places.FirstChunk;
        numbers[4] = parameter.Ordinal;
        numbers[5] = places.Place;
    }
}

/// <summary>Where the device keeps what belongs to a tensor, in the step that runs.</summary>
internal struct EntryPlaces
{
    public nint OldStates;
    public nint NewStates;
    public nint OldGroupStates;
    public nint NewGroupStates;
    public nint GroupTotals;
    public int Group;
    public int FirstChunk;
    public int Place;
}
