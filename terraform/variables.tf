################################################################################
# Under which name
################################################################################

variable "name" {
  description = "Name of everything that is made here: 3 to 20 lower-case letters, digits and single hyphens. Two stacks in one account need two names."
  type        = string
  default     = "sticky-rooms"
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9]|-[a-z0-9])+$", var.name)) && length(var.name) >= 3 && length(var.name) <= 20
    error_message = "name must be 3 to 20 lower-case letters, digits and single hyphens, and begin with a letter."
  }

  validation {
    condition     = !startswith(var.name, "internal-") && !startswith(var.name, "sg-")
    error_message = "name must not begin with internal- or sg-, which AWS keeps for itself."
  }
}

variable "tags" {
  description = "Tags for every resource, besides Project."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for key in keys(var.tags) : !startswith(lower(key), "aws:") && key != "Project" && key != "Name"])
    error_message = "tags must not hold Project or Name, which are set here, nor keys that begin with aws:, which AWS keeps for itself."
  }
}

################################################################################
# Load balancer
################################################################################

variable "stickiness_enabled" {
  description = "Whether the load balancer pins a browser to the instance that answered it first. A change is made in place, on the target group only."
  type        = bool
  default     = true
  nullable    = false

  validation {
    condition     = !(var.stickiness_enabled && var.load_balancing_algorithm == "weighted_random")
    error_message = "stickiness_enabled and load_balancing_algorithm = \"weighted_random\" exclude each other; AWS refuses the two together. Choose round_robin or least_outstanding_requests, or turn stickiness off."
  }
}

variable "stickiness_cookie_duration" {
  description = "How long, in seconds since its last request, a browser stays pinned: 1 to 604800 (7 days)."
  type        = number
  default     = 86400
  nullable    = false

  validation {
    condition     = var.stickiness_cookie_duration >= 1 && var.stickiness_cookie_duration <= 604800 && floor(var.stickiness_cookie_duration) == var.stickiness_cookie_duration
    error_message = "stickiness_cookie_duration must be a whole number of seconds from 1 to 604800 (7 days)."
  }
}

variable "load_balancing_algorithm" {
  description = "How the instance for a new browser, or without stickiness for each request, is chosen: round_robin, least_outstanding_requests or weighted_random."
  type        = string
  default     = "round_robin"
  nullable    = false

  validation {
    condition     = contains(["round_robin", "least_outstanding_requests", "weighted_random"], var.load_balancing_algorithm)
    error_message = "load_balancing_algorithm must be round_robin, least_outstanding_requests or weighted_random."
  }
}

variable "deregistration_delay" {
  description = "How long, in seconds, open connections to an instance that is being removed are kept: 0 to 3600."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.deregistration_delay >= 0 && var.deregistration_delay <= 3600 && floor(var.deregistration_delay) == var.deregistration_delay
    error_message = "deregistration_delay must be a whole number of seconds from 0 to 3600."
  }
}

variable "idle_timeout" {
  description = "After how many seconds without a byte the load balancer closes a connection: 30 to 60. AWS allows 1 to 4000, but Socket.IO is silent for 25 s between two heartbeats, and the instances close idle connections after 65 s, which the load balancer must do first."
  type        = number
  default     = 60
  nullable    = false

  validation {
    condition     = var.idle_timeout >= 30 && var.idle_timeout <= 60 && floor(var.idle_timeout) == var.idle_timeout
    error_message = "idle_timeout must be a whole number of seconds from 30 to 60: with less the load balancer would cut quiet chats between two heartbeats (25 s), with more it would send requests into connections that the instances are closing (65 s)."
  }
}

variable "certificate_arn" {
  description = "ARN of an ACM certificate in the same region. With it the load balancer speaks HTTPS and port 80 redirects; without it plain HTTP, where browsers refuse the AWSALBCORS cookie, so that pages on other sites are not pinned."
  type        = string
  default     = null

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9A-Za-z-]+$", var.certificate_arn))
    error_message = "certificate_arn must be an ACM certificate's ARN, like arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000000."
  }
}

variable "domain_name" {
  description = "The name under which people reach the chat. With zone_id its record and its certificate are made; without, one that certificate_arn covers and that you point at the load balancer (CNAME or alias; output load_balancer_dns_name). Null: the load balancer's own name, which no certificate of yours covers."
  type        = string
  default     = null

  validation {
    condition     = var.domain_name == null || (can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$", var.domain_name)) && length(coalesce(var.domain_name, "-")) <= 253)
    error_message = "domain_name must be a host name in lower case, like chat.example.com, without a scheme, a port or a path."
  }
}

variable "zone_id" {
  description = "Id of a public Route 53 hosted zone that holds domain_name. The name's alias record is made there and, without certificate_arn, an ACM certificate with the record that proves it."
  type        = string
  default     = null

  validation {
    condition     = var.zone_id == null || can(regex("^Z[A-Z0-9]{1,31}$", var.zone_id))
    error_message = "zone_id must be a hosted zone's id, like Z0123456789ABCDEFGHIJ."
  }

  validation {
    condition     = var.zone_id == null || var.domain_name != null
    error_message = "zone_id needs domain_name: the name in that zone."
  }
}

variable "allowed_cidrs" {
  description = "IPv4 networks that may reach the load balancer. The chat asks nobody for a password. Name your own, like [\"203.0.113.7/32\"]; the whole world is [\"0.0.0.0/0\"], and you have to say so."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.allowed_cidrs) > 0 && length(var.allowed_cidrs) <= 25 && alltrue([for cidr in var.allowed_cidrs : can(cidrnetmask(cidr)) && try(cidrsubnet(cidr, 0, 0) == cidr, false)])
    error_message = "allowed_cidrs must be 1 to 25 IPv4 networks in CIDR form without host bits, like 203.0.113.0/24 or 203.0.113.7/32."
  }

  validation {
    condition     = length(distinct(var.allowed_cidrs)) == length(var.allowed_cidrs)
    error_message = "allowed_cidrs names a network twice."
  }
}

variable "web_acl_arn" {
  description = "ARN of a regional web ACL of AWS WAF that filters what reaches the load balancer. Null: none."
  type        = string
  default     = null

  validation {
    condition     = var.web_acl_arn == null || can(regex("^arn:aws[a-z-]*:wafv2:[a-z0-9-]+:[0-9]{12}:regional/webacl/", var.web_acl_arn))
    error_message = "web_acl_arn must be a regional web ACL's ARN, like arn:aws:wafv2:us-east-1:123456789012:regional/webacl/chat/00000000-0000-0000-0000-000000000000."
  }
}

variable "deletion_protection_enabled" {
  description = "Whether AWS refuses to delete the load balancer, and so terraform destroy, until this is false again."
  type        = bool
  default     = false
  nullable    = false
}

################################################################################
# Network
################################################################################

variable "vpc_id" {
  description = "A VPC that exists. With it subnet_ids says where the load balancer stands, and no network is made. Null: a VPC with two public subnets is made."
  type        = string
  default     = null

  validation {
    condition     = var.vpc_id == null || can(regex("^vpc-[0-9a-f]+$", var.vpc_id))
    error_message = "vpc_id must be a VPC's id, like vpc-0123456789abcdef0."
  }

  validation {
    condition     = (var.vpc_id == null) == (length(var.subnet_ids) == 0)
    error_message = "vpc_id and subnet_ids go together: the subnets are of that VPC."
  }
}

variable "subnet_ids" {
  description = "With vpc_id: at least two public subnets, in different zones, for the load balancer, and for the instances too unless instance_subnet_ids names others."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) != 1 && alltrue([for id in var.subnet_ids : can(regex("^subnet-[0-9a-f]+$", id))])
    error_message = "subnet_ids must be two or more subnets' ids, like subnet-0123456789abcdef0."
  }
}

variable "instance_subnet_ids" {
  description = "With vpc_id: private subnets for the instances, which must have a way out by port 443 (a NAT gateway, or endpoints). The instances then have no public addresses."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for id in var.instance_subnet_ids : can(regex("^subnet-[0-9a-f]+$", id))]) && (length(var.instance_subnet_ids) == 0 || var.vpc_id != null)
    error_message = "instance_subnet_ids must be subnets' ids, like subnet-0123456789abcdef0, and needs vpc_id."
  }
}

variable "flow_logs_enabled" {
  description = "Whether the connections of the VPC that is made here are logged to CloudWatch. Of a VPC that exists, its owner decides."
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.flow_logs_enabled || var.vpc_id == null
    error_message = "flow_logs_enabled is for the VPC that is made here; that of vpc_id has flow logs of its own or none."
  }
}

################################################################################
# Instances
################################################################################

variable "instance_count" {
  description = "How many chat instances: 0 to 10. With one, stickiness makes no difference; with none, the load balancer answers 503 until there is an image to run (image_repository_enabled)."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.instance_count >= 0 && var.instance_count <= 10 && floor(var.instance_count) == var.instance_count
    error_message = "instance_count must be a whole number from 0 to 10."
  }
}

variable "architecture" {
  description = "Processor of the instances, which must be the image's: arm64 (t4g.micro) or x86_64 (t3.micro)."
  type        = string
  default     = "arm64"
  nullable    = false

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "architecture must be arm64 or x86_64."
  }
}

variable "container_image" {
  description = "The chat's image with a tag other than latest, or with a digest. Null: the published one (image.tf) or, with image_repository_enabled, tag v1 in the repository that is made here. From a private repository of ECR in another account, that account must allow it. A new value replaces the instances, at most half of them at a time, but at least one."
  type        = string
  default     = null

  validation {
    condition = var.container_image == null || (
      can(regex("^[a-z0-9][a-z0-9.-]*(:[0-9]+)?(/[a-z0-9._-]+)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}|@sha256:[0-9a-f]{64})$", var.container_image))
      && !endswith(coalesce(var.container_image, "-"), ":latest")
    )
    error_message = "container_image must name a tag other than latest, or a digest, like ghcr.io/example/sticky-rooms:1.0.0."
  }

  validation {
    condition     = contains(["", "443"], try(regex("^[^/]+:([0-9]+)/", var.container_image)[0], ""))
    error_message = "container_image names a registry on another port than 443, the only one that instances may go out by."
  }
}

variable "image_repository_enabled" {
  description = "Whether a private repository is made for an image of your own (output push_image says how to fill it)."
  type        = bool
  default     = false
  nullable    = false
}

variable "ssm_enabled" {
  description = "Whether you may open a shell on an instance with Session Manager, to look at a boot that failed: aws ssm start-session --target INSTANCE. It needs no open port and no key."
  type        = bool
  default     = false
  nullable    = false
}

variable "shared_state_enabled" {
  description = "Whether the rooms live in a Valkey store that all instances share, instead of in each instance's memory. A change replaces the instances."
  type        = bool
  default     = false
  nullable    = false
}

################################################################################
# Observability
################################################################################

variable "log_retention_days" {
  description = "How long the instances' logs and the access logs are kept: a number of days that CloudWatch Logs knows, such as 1, 7, 14, 30, 90 or 365."
  type        = number
  default     = 14
  nullable    = false

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653."
  }
}

variable "access_logs_enabled" {
  description = "Whether the load balancer writes a line for each request into an S3 bucket."
  type        = bool
  default     = true
  nullable    = false
}

variable "alarm_actions" {
  description = "ARNs, such as an SNS topic's, that are told when an alarm begins and ends."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(var.alarm_actions) <= 5 && alltrue([for arn in var.alarm_actions : can(regex("^arn:aws[a-z-]*:[a-z0-9-]+:", arn))])
    error_message = "alarm_actions must be at most 5 ARNs."
  }
}

variable "alarm_emails" {
  description = "Addresses that are told when an alarm begins and ends, by an SNS topic that is made for them. Each gets a message that has to be confirmed first."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for address in var.alarm_emails : can(regex("^[^@ ]+@[^@ ]+$", address))]) && length(distinct(var.alarm_emails)) == length(var.alarm_emails)
    error_message = "alarm_emails must be e-mail addresses, each once."
  }
}

check "certificate_is_of_this_region" {
  assert {
    condition     = var.certificate_arn == null || try(split(":", var.certificate_arn)[3], local.region) == local.region
    error_message = "certificate_arn names a certificate of another region than ${local.region}; a load balancer can only use one of its own region."
  }
}

check "addresses_match_the_certificate" {
  assert {
    condition     = var.certificate_arn == null || var.domain_name != null
    error_message = "With certificate_arn, set domain_name to a name that the certificate covers: the addresses and commands in the outputs use the load balancer's own name, which TLS clients will refuse."
  }
}

check "two_zones_have_such_instances" {
  assert {
    condition     = var.vpc_id != null || length(local.offering_zones) >= 2
    error_message = "Of the zones of ${local.region}, ${length(local.offering_zones)} can have a ${local.instance_type}, and two are used. In a zone without, no instance will start: choose another region or architecture."
  }
}

check "stickiness_is_visible" {
  assert {
    condition     = var.instance_count >= 2
    error_message = "With fewer than two instances, stickiness makes no visible difference."
  }
}
