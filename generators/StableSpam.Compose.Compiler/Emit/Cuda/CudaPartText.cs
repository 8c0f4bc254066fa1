using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>How kernels speak of rows, columns, matrices and blocks: their counts and their arrays.</summary>
internal static class CudaPartText
{
    /// <summary>The type of their values.</summary>
    public static string Type(Scope scope) => scope.IsSingle() ? "float" : "double";

    /// <summary>An array of them that is read.</summary>
    public static string Array(Scope scope, int index) => $"(const {Type(scope)}*)entry.parts[{NumberLiterals.Integer(index)}]";

    /// <summary>An array of them that is written.</summary>
    public static string Target(Scope scope, int index) => $"({Type(scope)}*)entry.parts[{NumberLiterals.Integer(index)}]";

    /// <summary>How many there are in a tensor.</summary>
    public static string Count(Scope scope) => scope switch
    {
        Scope.Matrix => "entry.shape.matrices",
        Scope.FlatMatrix => "1",
        Scope.Row => "entry.shape.matrices * entry.shape.rows",
        Scope.FlatRow => "entry.shape.flatRows",
        Scope.Column => "entry.shape.matrices * entry.shape.columns",
        Scope.FlatColumn => "entry.shape.flatColumns",
        _ => "entry.shape.blocks",
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
