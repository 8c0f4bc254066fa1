using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>How kernels speak of rows, columns, matrices and blocks: their counts and their values.</summary>
internal static class CudaPartText
{
    /// <summary>The type of their values.</summary>
    public static string Type(Scope scope) => scope.IsSingle() ? "float" : "double";

    /// <summary>How many there are in a tensor.</summary>
    /// <param name="scope">Of what.</param>
    /// <param name="shape">What stands before the numbers of the tensor's shape.</param>
    public static string Count(Scope scope, string shape = "entry.shape.") => scope switch
    {
        Scope.Matrix => $"{shape}matrices",
        Scope.FlatMatrix => "1",
        Scope.Row => $"{shape}matrices * {shape}rows",
        Scope.FlatRow => $"{shape}flatRows",
        Scope.Column => $"{shape}matrices * {shape}columns",
        Scope.FlatColumn => $"{shape}flatColumns",
        _ => $"{shape}blocks",
    };

    /// <summary>How many rows or columns there are in a matrix.</summary>
    public static string CountInMatrix(Scope scope) => scope switch
    {
        Scope.Row => "entry.shape.rows",
        Scope.FlatRow => "entry.shape.flatRows",
        Scope.Column => "entry.shape.columns",
        _ => "entry.shape.flatColumns",
    };

    /// <summary>A value read from their array, as elements and rows compute with it.</summary>
    public static string Single(Node value, string read) => value switch
    {
        { Kind: ValueKind.Condition } => $"{read} != {(value.Scope.IsSingle() ? "0.0f" : "0.0")}",
        _ when value.Scope.IsSingle() => read,
        _ => $"(float){read}",
    };
}
