using System.Globalization;
using StableSpamCompose.Compiler.Ir;

namespace StableSpamCompose.Fuzz.Tests.Generation;

/// <summary>Makes optimizers: chains of transforms of their own, and now and then one of the library.</summary>
internal sealed class RecipeGenerator
{
    private static readonly string[] Defaults = ["0.9", "0.999", "0.5", "1e-3", "1e-8", "0.1", "2", "0", "1", "-1", "1e30", "7.5"];

    private static readonly string[] Skips =
        ["any(not isfinite(grad), over: all)", "norm(grad, over: all) > 30", "mod(t, 5) == 4", "count(abs(grad) > 3, over: all) >= 7 or amax(grad, over: all) > 1e6"];

    private static readonly string[] LibraryLinks = ["MoRet", "Adam", "Momentum", "Lion", "AdaClip", "AdaGN", "DecoupledDecay"];

    private readonly Random _random;
    private readonly List<RandomHyperparameter> _top = [];
    private bool _isApplied;
    private Scope _learningRate = Scope.Step;

    private RecipeGenerator(int seed) => _random = new Random(seed);

    /// <summary>The optimizer of a seed; it may have a mistake, such as a state that is finer than its second use allows.</summary>
    public static RandomRecipe Make(int seed) => new RecipeGenerator(seed).Make($"Fuzz{seed.ToString(CultureInfo.InvariantCulture)}");

    private RandomRecipe Make(string name)
    {
        for (int i = _random.Next(3); i > 0; i--) _top.Add(new RandomHyperparameter($"top{i}", $"default: {Pick(Defaults)}"));
        int count = 1 + _random.Next(3);
        var transforms = new List<RandomTransform>();
        var chain = new List<RandomLink>();
        for (int i = 1; i <= count; i++)
        {
            bool isLast = i == count;
            RandomTransform transform = MakeTransform($"T{i}", isLast, hasLater: !isLast);
            transforms.Add(transform);
            chain.Add(new RandomLink(transform.Name, "", [.. Settings(transform, isSecond: false)]));
            if (_random.Next(6) == 0 && !isLast) chain.Add(LibraryLink());
            bool appliesHere = transform.AppliesItself || transform.Statements.Any(statement => statement.Before == "apply");
            if (_random.Next(6) == 0 && !isLast && !appliesHere)
                chain.Add(new RandomLink(transform.Name, $"Again{i}", [.. Settings(transform, isSecond: true)]));
        }
        if (!_isApplied && _random.Next(5) == 0) chain.Insert(_random.Next(chain.Count + 1), new RandomLink("Apply", "", []));
        return new RandomRecipe
        {
            Name = name,
            LearningRate = _random.Next(3) == 0 ? Pick(["0.01", "1", "1e-3"]) : "",
            Hyperparameters = [.. _top.Where(declared => chain.Any(link => link.Settings.Any(setting => setting.Contains(declared.Name, StringComparison.Ordinal))))],
            Chain = [.. WithoutRepeats(chain)],
            Transforms = transforms,
        };
    }

    private static IEnumerable<RandomLink> WithoutRepeats(IEnumerable<RandomLink> chain)
    {
        var names = new HashSet<string>();
        foreach (RandomLink link in chain)
        {
            if (names.Add(link.As.Length > 0 ? link.As : link.Transform)) yield return link;
        }
    }

    private RandomLink LibraryLink() => Pick(LibraryLinks) switch
    {
        "MoRet" => new RandomLink("MoRet", "", ["interval: 3", $"at: {Pick(["start", "end"])}", $"clock: {Pick(["keep", "restart"])}"]),
        // Names that two of them have would be two constructor parameters of one name.
        "Adam" => new RandomLink("Adam", "", ["eps: { fixed: 1e-8 }", $"amsgrad: {Pick(["true", "false"])}", $"epsilon: {Pick(["raw", "corrected"])}"]),
        "Lion" => new RandomLink("Lion", "", ["beta1: { fixed: 0.9 }", "beta2: { fixed: 0.99 }"]),
        var name => new RandomLink(name, "", []),
    };

    private RandomTransform MakeTransform(string name, bool isLast, bool hasLater)
    {
        string prefix = name.ToLowerInvariant();
        List<RandomHyperparameter> hyperparameters = [];
        List<Term> names =
        [
            Term.Leaf("g", Scope.Element), Term.Leaf("w", Scope.Element), Term.Leaf("grad", Scope.Element), Term.Leaf("lr", _learningRate),
            Term.Leaf("k", Scope.Step), Term.Leaf("t", Scope.Step), Term.Leaf("numel", Scope.Tensor), Term.Leaf("rank", Scope.Tensor),
        ];
        for (int i = _random.Next(3); i > 0; i--)
        {
            bool isWhole = _random.Next(4) == 0;
            hyperparameters.Add(new RandomHyperparameter($"{prefix}_h{i}", isWhole ? "type: int, default: 3" : $"default: {Pick(Defaults)}"));
            names.Add(Term.Leaf($"{prefix}_h{i}", Scope.Step));
        }
        bool isFlattened = _random.Next(3) == 0;
        names.AddRange([Term.Leaf("rows", Scope.Tensor), Term.Leaf("columns", Scope.Tensor)]);
        bool hasFlag = _random.Next(3) == 0;
        if (hasFlag) hyperparameters.Add(new RandomHyperparameter($"{prefix}_flag", "default: false"));
        bool hasChoice = _random.Next(4) == 0;
        if (hasChoice) hyperparameters.Add(new RandomHyperparameter($"{prefix}_choice", "choices: [one, two], default: one"));

        List<RandomState> states = [];
        List<Term> stateNames = [];
        for (int i = _random.Next(4); i > 0; i--) states.Add(MakeState($"{prefix}_s{i}", isLast, isFlattened, names, stateNames));
        names.AddRange(stateNames);

        List<string> uses = [];
        if (hasLater && _random.Next(3) == 0)
        {
            uses.Add($"{prefix}_used: common");
            names.Add(Term.Leaf($"{prefix}_used", Scope.Element));
        }
        if (isLast) states.Add(new RandomState($"{prefix}_common", "per: element, role: common, moment: true", null));
        if (isLast) stateNames.Add(Term.Leaf($"{prefix}_common", Scope.Element));

        bool appliesItself = !_isApplied && _random.Next(8) == 0;
        _isApplied |= appliesItself;
        List<RandomStatement> statements = [];
        for (int i = 1 + _random.Next(7); i > 0; i--)
            statements.Add(MakeStatement(prefix, names, stateNames, isFlattened, hasFlag, hasChoice, mayApply: !appliesItself));
        return new RandomTransform
        {
            Name = name, AppliesItself = appliesItself, IsFlattened = isFlattened, Hyperparameters = hyperparameters, States = states, Uses = uses, Statements = statements,
        };
    }

    private RandomState MakeState(string name, bool isLast, bool isFlattened, IReadOnlyCollection<Term> names, List<Term> stateNames)
    {
        Scope kind = Pick([Scope.Step, Scope.Tensor, Scope.Element, Scope.Element, Scope.Group, Scope.Row, Scope.Column, Scope.Block, Scope.Matrix]);
        Scope scope = Scopes.InView(kind, isFlattened);
        bool isMoment = _random.Next(3) == 0;
        Term? initial = _random.Next(3) switch
        {
            0 => null,
            1 => Term.Leaf(Pick(["1", "-0.5", "inf", "1e-40", "3e38", "-1 / 3", "1e300"]), Scope.Step),
            _ when isMoment || scope == Scope.Group => null,
            _ => new TermGenerator(_random, names, isFlattened).Number(scope, 2),
        };
        stateNames.Add(Term.Leaf(name, scope));
        string properties = $"per: {kind.ToString().ToLowerInvariant()}{(isMoment ? ", moment: true" : "")}";
        if (isLast && scope == Scope.Element && initial is null && _random.Next(3) == 0) properties += ", role: common";
        return new RandomState(name, properties, initial);
    }

    private RandomStatement MakeStatement(
        string prefix, List<Term> names, IReadOnlyList<Term> states, bool isFlattened, bool hasFlag, bool hasChoice, bool mayApply)
    {
        var terms = new TermGenerator(_random, names, isFlattened);
        string guard = (hasFlag, hasChoice, _random.Next(5)) switch
        {
            (true, _, 0) => $"if {(_random.Next(2) == 0 ? "not " : "")}{prefix}_flag: ",
            (_, true, 1) => $"if {prefix}_choice {Pick(["==", "!="])} two: ",
            _ => "",
        };
        int depth = 1 + _random.Next(4);
        switch (_random.Next(20))
        {
            case < 5 when states.Count > 0:
                Term state = Pick(states);
                // What belongs to one parameter cannot be the group's.
                if (state.Scope == Scope.Group) terms = new TermGenerator(_random, [.. names.Where(name => name.Scope != Scope.Step || name.Format is "t")], isFlattened);
                return new RandomStatement($"{guard}{state} = ", terms.Number(state.Scope, depth));
            case < 9:
                return new RandomStatement($"{guard}g = ", terms.Number(Scope.Element, depth));
            case < 11:
                return new RandomStatement($"{guard}w = ", terms.Number(Scope.Element, depth));
            case 11:
                Term rate = terms.Number(Scope.Tensor, depth);
                if (guard.Length == 0 || rate.Scope > _learningRate) Rename(names, Term.Leaf("lr", _learningRate = rate.Scope));
                return new RandomStatement($"{guard}lr = ", rate);
            case 12:
                return new RandomStatement($"{guard}k = ", terms.Number(Scope.Step, depth));
            case 13:
                string reset = $"{guard}reset moments{(_random.Next(2) == 0 ? " after step" : "")}";
                return _random.Next(4) == 0 ? new RandomStatement(reset, null) : new RandomStatement(reset + " when ", terms.Condition(Scope.Step, 1));
            case 15 when _random.Next(4) == 0:
                return new RandomStatement($"{guard}skip step when {Pick(Skips)}", null);
            case 14 when mayApply && !_isApplied && guard.Length == 0:
                _isApplied = true;
                return new RandomStatement("apply", null);
            default:
                string local = "x" + _random.Next(4).ToString(CultureInfo.InvariantCulture);
                Term value = _random.Next(5) == 0 ? terms.Condition(Scope.Element, depth) : terms.Number(Scope.Element, depth);
                Rename(names, Term.Leaf(local, value.Scope, value.IsCondition));
                return new RandomStatement($"{local} = ", value);
        }
    }

    private static void Rename(List<Term> names, Term name)
    {
        names.RemoveAll(other => other.Format == name.Format);
        names.Add(name);
    }

    private IEnumerable<string> Settings(RandomTransform transform, bool isSecond)
    {
        foreach (RandomHyperparameter declared in transform.Hyperparameters)
        {
            if (declared.Name.EndsWith("_flag", StringComparison.Ordinal))
            {
                if (_random.Next(2) == 0) yield return $"{declared.Name}: true";
            }
            else if (declared.Name.EndsWith("_choice", StringComparison.Ordinal))
            {
                if (_random.Next(2) == 0) yield return $"{declared.Name}: two";
            }
            else
            {
                int way = _random.Next(5);
                if (way == 0 || isSecond && way < 3) yield return $"{declared.Name}: {{ fixed: 5 }}";
                else if (way == 1 || isSecond) yield return $"{declared.Name}: \"{Binding()}\"";
                else if (way == 2) yield return $"{declared.Name}: 4";
            }
        }
    }

    private Term Binding()
    {
        Term[] names = [.. _top.Select(declared => Term.Leaf(declared.Name, Scope.Step)), Term.Leaf("t", Scope.Step), Term.Leaf("k", Scope.Step)];
        if (_top.Count > 0 && _random.Next(2) == 0) return names[0];
        Term value = new TermGenerator(_random, names, isFlattened: false).Number(Scope.Step, 2);
        return value.Operands.Count == 0 ? names[^1] : value;
    }

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
}
