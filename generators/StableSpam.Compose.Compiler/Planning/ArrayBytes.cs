using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Planning;

/// <summary>Bytes that an element takes in the arrays of a step, where parameter and gradient are fp32; arrays that live for one step always are.</summary>
internal static class ArrayBytes
{
    private const int Single = 4;

    /// <summary>Bytes that reading a leaf, or a value kept from an earlier pass, moves.</summary>
    public static int OfLoad(StepProgram program, int node) =>
        program.Nodes[node] is { Opcode: Opcode.State } leaf ? program.States[leaf.Slot].Format.Bytes() : Single;

    /// <summary>Bytes that a write moves.</summary>
    public static int OfStore(StepProgram program, PlannedStore store) =>
        store.Target == StoreTarget.State ? program.States[store.Slot].Format.Bytes() : Single;
}
