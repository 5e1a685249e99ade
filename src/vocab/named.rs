//! Enums each of whose values has a name that files, queries or the command line know it by.

/// Declares an enum with the names of its values, the table of all of them, and the lookup both ways: what has no name
/// does not compile, and the table holds every value.
macro_rules! named {
    (
        $(#[$of_enum:meta])*
        $vis:vis enum $type:ident {
            $( $(#[$of_value:meta])* $value:ident = $name:literal, )+
        }
    ) => {
        $(#[$of_enum])*
        $vis enum $type {
            $( $(#[$of_value])* $value, )+
        }

        impl $type {
            /// Every value with its name, in the order of their declaration.
            pub const ALL: [(Self, &'static str); [$($name),+].len()] = [$((Self::$value, $name),)+];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$value => $name,)+ }
            }

            /// The value of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(value, _)| value)
            }
        }
    };
}
pub(crate) use named;
