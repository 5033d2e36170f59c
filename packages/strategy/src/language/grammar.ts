/**
 * The published grammar in the EBNF of ISO/IEC 14977. A statement begins on a line of its own with its key word and may
 * go on over the lines below (an `on` behind blanks goes on from above); `#` begins a comment. The test beside this file generates programs from this very text.
 */
export const GRAMMAR = `
rule        = { statement } ;
statement   = "language" , WHOLE
            | "rule" , TEXT
            | "long" | "short"
            | "on" , TIMEFRAME
            | "session" , ( "rth" | "rth_ext" )
            | "evaluate" , ( "on" , "close" | "intrabar" )
            | "param" , NAME , "=" , signed , [ "from" , signed , "to" , signed , [ "step" , NUMBER ] ]
            | "let" , NAME , "=" , expression
            | "when" , expression
            | "stop" , sum
            | "target" , target , [ "," , target ]
            | "cooldown" , duration
            | "expires" , "after" , duration
            | "hold" , duration
            | "grade" , ( "A" | "B" ) , "when" , expression
            | "because" , reason , { "," , reason } ;
signed      = [ "-" ] , NUMBER ;
duration    = WHOLE , ( "minutes" | "minute" | "bars" | "bar" ) ;
target      = sum , [ "R" ] ;
reason      = [ TEXT ] , sum , [ UNIT ] ;
expression  = either , { "or" , either } ;
either      = negation , { "and" , negation } ;
negation    = comparison | "not" , negation ;
comparison  = sum , [ COMPARE , sum
                    | "crosses" , ( "above" | "below" ) , sum
                    | "between" , sum , "and" , sum ] ;
sum         = product , { ( "+" | "-" ) , product } ;
product     = factor , { ( "*" | "/" ) , factor } ;
factor      = elsewhere | "-" , factor ;
elsewhere   = offset , [ "of" , SYMBOL ] , [ "on" , TIMEFRAME ] ;
offset      = primary , { "[" , WHOLE , "]" } ;
primary     = NUMBER
            | TIME
            | "(" , expression , ")"
            | "vwap" , "from" , ( "open" | "prior" , "open" | TIME )
            | NAME , [ "(" , expression , { "," , expression } , ")" ] ;
`;
