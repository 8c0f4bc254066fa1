using System.Globalization;
using System.Text;

namespace StableSpamCompose.Fuzz.Tests.Generation;

/// <summary>An optimizer made at random, with the transforms that are its own.</summary>
internal sealed record RandomRecipe
{
    /// <summary>Name of the optimizer.</summary>
    public required string Name { get; init; }

    /// <summary>Default of the learning rate; empty leaves it to the compiler.</summary>
    public required string LearningRate { get; init; }

    /// <summary>Names and defaults of what the optimizer declares itself.</summary>
    public required IReadOnlyList<RandomHyperparameter> Hyperparameters { get; init; }

    /// <summary>The chain.</summary>
    public required IReadOnlyList<RandomLink> Chain { get; init; }

    /// <summary>Its own transforms, in no particular order.</summary>
    public required IReadOnlyList<RandomTransform> Transforms { get; init; }

    /// <summary>The optimizer's text.</summary>
    public string OptimizerText()
    {
        var text = new StringBuilder($"optimizer: {Name}\n");
        if (LearningRate.Length > 0) text.Append(CultureInfo.InvariantCulture, $"lr: {{ default: {LearningRate} }}\n");
        RandomHyperparameter.AppendTo(text, Hyperparameters);
        text.Append("chain:\n");
        foreach (RandomLink link in Chain)
        {
            string settings = string.Join(", ", link.Settings.Prepend(link.As.Length > 0 ? $"as: {link.As}" : "").Where(setting => setting.Length > 0));
            text.Append(CultureInfo.InvariantCulture, $"  - {link.Transform}{(settings.Length > 0 ? $": {{ {settings} }}" : "")}\n");
        }
        return text.ToString();
    }

    /// <summary>All texts, one after the other.</summary>
    public override string ToString() => string.Join('\n', Transforms.Select(transform => transform.ToString()).Append(OptimizerText()));
}

/// <summary>One use of a transform.</summary>
/// <param name="Transform">Its name.</param>
/// <param name="As">The name of this use; empty for its own.</param>
/// <param name="Settings">What is set, as <c>name: value</c>.</param>
internal sealed record RandomLink(string Transform, string As, IReadOnlyList<string> Settings);

/// <summary>A hyperparameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Properties">What stands between its braces.</param>
internal sealed record RandomHyperparameter(string Name, string Properties)
{
    /// <summary>Appends <c>hyperparameters:</c>, if there are any.</summary>
    public static void AppendTo(StringBuilder text, IReadOnlyList<RandomHyperparameter> hyperparameters)
    {
        if (hyperparameters.Count == 0) return;
        text.Append("hyperparameters:\n");
        foreach (RandomHyperparameter declared in hyperparameters)
            text.Append(CultureInfo.InvariantCulture, $"  {declared.Name}: {{ {declared.Properties} }}\n");
    }
}

/// <summary>A transform.</summary>
internal sealed record RandomTransform
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it says <c>apply: own</c>.</summary>
    public required bool AppliesItself { get; init; }

    /// <summary>Whether its rows and columns are those of the flattened view.</summary>
    public required bool IsFlattened { get; init; }

    /// <summary>Its hyperparameters.</summary>
    public required IReadOnlyList<RandomHyperparameter> Hyperparameters { get; init; }

    /// <summary>Its states.</summary>
    public required IReadOnlyList<RandomState> States { get; init; }

    /// <summary>The states of later transforms that it reads, as <c>name: role</c>.</summary>
    public required IReadOnlyList<string> Uses { get; init; }

    /// <summary>Its rule.</summary>
    public required IReadOnlyList<RandomStatement> Statements { get; init; }

    /// <summary>Its text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"transform: {Name}\n");
        if (AppliesItself) text.Append("apply: own\n");
        if (IsFlattened) text.Append("view: flattened\n");
        RandomHyperparameter.AppendTo(text, Hyperparameters);
        if (States.Count > 0) text.Append("state:\n");
        foreach (RandomState state in States)
        {
            string initial = state.Initial is null ? "" : $", initial: \"{state.Initial}\"";
            text.Append(CultureInfo.InvariantCulture, $"  {state.Name}: {{ {state.Properties}{initial} }}\n");
        }
        if (Uses.Count > 0) text.Append(CultureInfo.InvariantCulture, $"uses: {{ {string.Join(", ", Uses)} }}\n");
        text.Append("rule: |\n");
        foreach (RandomStatement statement in Statements) text.Append(CultureInfo.InvariantCulture, $"  {statement}\n");
        return text.ToString();
    }
}

/// <summary>A state.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Properties">What stands between its braces before its initial value.</param>
/// <param name="Initial">Its initial value, if it has one.</param>
internal sealed record RandomState(string Name, string Properties, Term? Initial);

/// <summary>A statement.</summary>
/// <param name="Before">What stands before its expression.</param>
/// <param name="Value">Its expression, if it has one.</param>
internal sealed record RandomStatement(string Before, Term? Value)
{
    /// <summary>The text.</summary>
    public override string ToString() => Before + Value;
}
