using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Compiler.Emit;

/// <summary>How generated code speaks of rows, columns, matrices and blocks: their counts, their places, their arrays.</summary>
internal static class PartText
{
    /// <summary>The scopes between tensor and element, coarse ones first.</summary>
    public static IReadOnlyList<Scope> Scopes { get; } =
        [Scope.Matrix, Scope.FlatMatrix, Scope.Row, Scope.FlatRow, Scope.Column, Scope.FlatColumn, Scope.Block];

    /// <summary>What the index of a loop over them is called.</summary>
    public static string IndexOf(Scope scope) => scope switch
    {
        Scope.Matrix or Scope.FlatMatrix => "matrix",
        Scope.Row or Scope.FlatRow => "row",
        Scope.Column or Scope.FlatColumn => "column",
        _ => "block",
    };

    /// <summary>What they are called in the plural, as part of a method's name.</summary>
    public static string Plural(Scope scope) => scope switch
    {
        Scope.Matrix => "Matrices",
        Scope.FlatMatrix => "FlatMatrices",
        _ => scope + "s",
    };

    /// <summary>How many there are in a tensor.</summary>
    /// <param name="scope">Of what.</param>
    /// <param name="shape">The expression of the tensor's shape.</param>
    public static string Count(Scope scope, string shape) => scope switch
    {
        Scope.Matrix => shape + ".Matrices",
        Scope.FlatMatrix => "1",
        Scope.Row => shape + ".AllRows",
        Scope.FlatRow => shape + ".FlatRows",
        Scope.Column => shape + ".AllColumns",
        Scope.FlatColumn => shape + ".FlatColumns",
        _ => shape + ".Blocks",
    };

    /// <summary>How many rows or columns there are in a matrix.</summary>
    /// <param name="scope">Of what.</param>
    /// <param name="shape">The expression of the tensor's shape.</param>
    public static string CountInMatrix(Scope scope, string shape) => scope switch
    {
        Scope.Row => shape + ".Rows",
        Scope.FlatRow => shape + ".FlatRows",
        Scope.Column => shape + ".Columns",
        _ => shape + ".FlatColumns",
    };

    /// <summary>An array of them as a typed pointer.</summary>
    /// <param name="scope">Of what.</param>
    /// <param name="parts">The expression of the table of arrays.</param>
    /// <param name="index">The array's place in it.</param>
    public static string Array(Scope scope, string parts, int index) => $"({PointerType(scope)}){parts}[{NumberLiterals.Integer(index)}]";

    /// <summary>The type of a pointer to their values.</summary>
    public static string PointerType(Scope scope) => scope.IsSingle() ? "float*" : "double*";

    /// <summary>The value at <paramref name="place"/> as it is broadcast over lanes.</summary>
    /// <param name="node">The value.</param>
    /// <param name="array">Its array, as an expression that can be indexed.</param>
    /// <param name="place">The index in it.</param>
    public static string Spread(Node node, string array, string place) => node switch
    {
        { Kind: ValueKind.Condition, Scope: var scope } => $"TLanes.Mask({array}[{place}] != {(scope.IsSingle() ? "0f" : "0.0")})",
        { Scope: var scope } when scope.IsSingle() => $"TLanes.Broadcast({array}[{place}])",
        _ => $"TLanes.Broadcast((float){array}[{place}])",
    };

    /// <summary>The values from <paramref name="pointer"/> on, side by side.</summary>
    public static string Load(Node node, string pointer) => node.Kind == ValueKind.Condition
        ? $"TLanes.NotEqual(TLanes.Load({pointer}), TLanes.Broadcast(0f))"
        : $"TLanes.Load({pointer})";
}
